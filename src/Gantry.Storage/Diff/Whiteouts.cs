namespace Gantry.Storage.Diff;

/// <summary>How a layer's tar says that something below is gone (OCI image layer specification, "Whiteouts").</summary>
internal static class Whiteouts
{
    /// <summary>".wh.NAME" hides NAME.</summary>
    public const string Prefix = ".wh.";

    /// <summary>Hides everything the directory has in the layers below.</summary>
    public const string Opaque = ".wh..wh..opq";

    /// <summary>Names of AUFS's own files, of no meaning here.</summary>
    public const string MetadataPrefix = ".wh..wh.";
}
