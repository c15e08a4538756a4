using System.Text.Encodings.Web;
using System.Text.Json;

using Gantry.Oci.Images;

namespace Gantry.Build.Attestations;

/// <summary>Something that is said about things with digests (in-toto attestation framework, statement version 0.1).</summary>
internal static class Statement
{
    /// <summary>Its media type.</summary>
    public const string MediaType = "application/vnd.in-toto+json";

    /// <summary>Writes one.</summary>
    /// <param name="predicateType">What kind of thing is said.</param>
    /// <param name="subjects">About what: names and digests.</param>
    /// <param name="predicate">Writes what is said.</param>
    /// <param name="isIndented">Whether people are to read it.</param>
    public static byte[] Write(string predicateType, IEnumerable<(string Name, Digest Digest)> subjects, Action<Utf8JsonWriter> predicate, bool isIndented = false)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = isIndented, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("_type", "https://in-toto.io/Statement/v0.1");
            json.WriteString("predicateType", predicateType);
            json.WriteStartArray("subject");
            foreach (var (name, digest) in subjects)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteStartObject("digest");
                json.WriteString(digest.Algorithm, digest.Hex);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WritePropertyName("predicate");
            predicate(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
