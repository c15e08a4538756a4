namespace Gantry.Storage.Images.Archives;

/// <summary>The fixed names inside archives of images.</summary>
internal static class ArchiveNames
{
    /// <summary>Docker's list of images.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>OCI's list of images.</summary>
    public const string Index = "index.json";

    /// <summary>OCI's mark of a layout.</summary>
    public const string Layout = "oci-layout";

    /// <summary>Docker's oldest list of names.</summary>
    public const string Repositories = "repositories";

    /// <summary>The directory of blobs, with a slash.</summary>
    public const string Blobs = "blobs/";

    /// <summary>OCI's annotation with an image's tag, or its whole name.</summary>
    public const string RefName = "org.opencontainers.image.ref.name";

    /// <summary>containerd's annotation with an image's name in full.</summary>
    public const string ContainerdName = "io.containerd.image.name";
}
