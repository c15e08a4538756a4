using System.Text.Json;

using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Storage.Images;

/// <summary>Reads the documents images are made of.</summary>
public static class ImageParts
{
    /// <summary>A configuration.</summary>
    /// <exception cref="GantryException">Invalid: it is none.</exception>
    public static ImageConfig Config(ReadOnlySpan<byte> json) => Read(json, OciJson.Plain.ImageConfig, "image configuration");

    /// <summary>A manifest.</summary>
    /// <exception cref="GantryException">Invalid: it is none.</exception>
    public static Manifest Manifest(ReadOnlySpan<byte> json) => Read(json, OciJson.Plain.Manifest, "image manifest");

    /// <summary>An index.</summary>
    /// <exception cref="GantryException">Invalid: it is none.</exception>
    public static ImageIndex Index(ReadOnlySpan<byte> json) => Read(json, OciJson.Plain.ImageIndex, "image index");

    /// <summary>The bytes of a manifest, which are the same for the same image.</summary>
    public static byte[] Bytes(Manifest manifest) => JsonSerializer.SerializeToUtf8Bytes(manifest, OciJson.Plain.Manifest);

    private static T Read<T>(ReadOnlySpan<byte> json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, string what)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new GantryException(ErrorKind.Invalid, $"invalid {what}: null");
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"invalid {what}: {e.Message}", e);
        }
    }
}
