using Gantry.Oci.Errors;
using Gantry.Oci.Runtime.Reading;
using Gantry.Oci.Runtime;

namespace Gantry.Runtime.Containers;

/// <summary>A bundle's <c>config.json</c>.</summary>
public static class BundleFile
{
    /// <summary>The document's name.</summary>
    public const string Name = "config.json";

    /// <summary>Reads a bundle's document.</summary>
    /// <exception cref="GantryException">NotFound, when there is none; Invalid, when it cannot be read.</exception>
    public static RuntimeSpec Load(string bundle)
    {
        var path = Path.Combine(bundle, Name);
        byte[] text;
        try
        {
            text = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new GantryException(ErrorKind.NotFound, $"JSON specification file {Name} not found");
        }

        return RuntimeDocument.Read(path, text, RuntimeDocuments.Spec);
    }
}
