using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

using Gantry.Build.Graph;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Build.Attestations;

/// <summary>What is asked of a provenance, as the option <c>attest:provenance</c> says it: <c>mode=max,version=v1,…</c>.</summary>
internal sealed record ProvenanceWish
{
    /// <summary>Whether arguments, secrets and the graph are told.</summary>
    public bool IsMax { get; init; } = true;

    /// <summary>Whether the first version of SLSA's form is wanted, or 0.2.</summary>
    public bool IsV1 { get; init; }

    /// <summary>Whether only images carry it, and nothing is written beside files.</summary>
    public bool InlineOnly { get; init; }

    /// <summary>Whether the client vouches that the build gives the same each time.</summary>
    public bool Reproducible { get; init; }

    /// <summary>Who builds, by the client's word.</summary>
    public string BuilderId { get; init; } = "";

    /// <summary>Reads it.</summary>
    /// <param name="text">Fields parted by commas.</param>
    /// <returns>Null: none is wanted.</returns>
    /// <exception cref="GantryException">Invalid: a mode or version nobody knows.</exception>
    public static ProvenanceWish? Read(string? text)
    {
        if (text is null) return null;
        var fields = text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split('=', 2)).ToDictionary(f => f[0], f => f.Length > 1 ? f[1] : "true");
        if (Switch("disabled")) return null;
        return new ProvenanceWish
        {
            IsMax = fields.GetValueOrDefault("mode", "min") switch
            {
                "min" => false,
                "max" or "full" => true,
                var other => throw new GantryException(ErrorKind.Invalid, $"invalid mode \"{other}\""),
            },
            IsV1 = fields.GetValueOrDefault("version", "v0.2") switch
            {
                "v0.2" => false,
                "v1" => true,
                var other => throw new GantryException(ErrorKind.Invalid, $"unknown provenance version \"{other}\""),
            },
            InlineOnly = Switch("inline-only"),
            Reproducible = Switch("reproducible"),
            BuilderId = fields.GetValueOrDefault("builder-id", ""),
        };

        bool Switch(string name) => fields.TryGetValue(name, out var value) && value is "true" or "1";
    }
}

/// <summary>Says how a result came to be (slsa.dev/provenance, version 0.2 or 1), in the words BuildKit uses.</summary>
/// <param name="wish">How much is said.</param>
/// <param name="materials">What the result was made of.</param>
/// <param name="result">The result's graph; null: an empty file system.</param>
/// <param name="platform">What built it.</param>
internal sealed partial class Provenance(ProvenanceWish wish, BuildMaterials materials, VertexOutput? result, Platform platform)
{
    private const string BuildType = "https://mobyproject.org/buildkit@v1";

    /// <summary>The type of what it says.</summary>
    public string PredicateType => wish.IsV1 ? "https://slsa.dev/provenance/v1" : "https://slsa.dev/provenance/v0.2";

    /// <summary>The build's own name, random.</summary>
    public string Invocation { get; } = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 25);

    /// <summary>The layers of a result of the graph, as they were handed out; null: they are not known. Asked when it is written.</summary>
    public Func<VertexOutput, IReadOnlyList<Descriptor>?> LayersOf { get; init; } = _ => null;

    /// <summary>How busy the host was; null: it is not told.</summary>
    public UsageSampler? Usage { get; init; }

    /// <summary>When the build began.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset Finished { get; init; }

    private bool IsComplete => materials.Directories.Count == 0;

    private IReadOnlyDictionary<string, string> Arguments => wish.IsMax
        ? materials.Arguments
        : materials.Arguments.Where(a => !a.Key.StartsWith("build-arg:", StringComparison.Ordinal) && !a.Key.StartsWith("label:", StringComparison.Ordinal)).ToDictionary();

    /// <summary>Writes it alone, as histories keep it.</summary>
    public byte[] Write()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) Write(json);
        return buffer.ToArray();
    }

    /// <summary>Writes it.</summary>
    public void Write(Utf8JsonWriter json)
    {
        if (wish.IsV1) WriteV1(json);
        else WriteV02(json);
    }

    private void WriteV02(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("builder");
        json.WriteString("id", wish.BuilderId);
        json.WriteEndObject();
        json.WriteString("buildType", BuildType);
        Materials(json, "materials");
        json.WriteStartObject("invocation");
        json.WriteStartObject("configSource");
        Source(json, "entryPoint");
        json.WriteEndObject();
        json.WriteStartObject("parameters");
        Parameters(json);
        json.WriteEndObject();
        json.WriteStartObject("environment");
        json.WriteString("platform", platform.ToString());
        json.WriteEndObject();
        json.WriteEndObject();
        if (wish.IsMax && result is not null)
        {
            json.WriteStartObject("buildConfig");
            new GraphText(result).Write(json);
            json.WriteEndObject();
        }

        json.WriteStartObject("metadata");
        json.WriteString("buildInvocationID", Invocation);
        json.WriteString("buildStartedOn", Time(Started));
        json.WriteString("buildFinishedOn", Time(Finished));
        json.WriteStartObject("completeness");
        json.WriteBoolean("parameters", HasAllParameters);
        json.WriteBoolean("environment", true);
        json.WriteBoolean("materials", IsComplete);
        json.WriteEndObject();
        json.WriteBoolean("reproducible", wish.Reproducible);
        if (IsHermetic) json.WriteBoolean(BuildType + "#hermetic", true);
        json.WriteStartObject(BuildType + "#metadata");
        Details(json);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private bool IsHermetic => IsComplete && !materials.HasNetwork;

    private bool HasAllParameters => materials.Frontend.Length > 0 && Arguments.Count == materials.Arguments.Count;

    private void Materials(Utf8JsonWriter json, string name)
    {
        json.WriteStartArray(name);
        foreach (var material in materials.Sources)
        {
            json.WriteStartObject();
            json.WriteString("uri", material.Uri);
            if (material.Algorithm.Length > 0)
            {
                json.WriteStartObject("digest");
                json.WriteString(material.Algorithm, material.Digest);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Where the build's description comes from: an address, and the file there.</summary>
    private void Source(Utf8JsonWriter json, string fileName)
    {
        if (materials.Arguments.GetValueOrDefault("context") is { Length: > 0 } context)
        {
            json.WriteString("uri", context);
            if (materials.Sources.FirstOrDefault(s => s.Uri == context) is { Algorithm.Length: > 0 } known)
            {
                json.WriteStartObject("digest");
                json.WriteString(known.Algorithm, known.Digest);
                json.WriteEndObject();
            }
        }

        if (materials.Arguments.GetValueOrDefault("filename") is { Length: > 0 } file) json.WriteString(fileName, file);
    }

    private void Parameters(Utf8JsonWriter json)
    {
        if (materials.Frontend.Length > 0) json.WriteString("frontend", materials.Frontend);
        var shown = Arguments.Where(a => a.Key is not ("context" or "filename") && !a.Key.StartsWith("vcs:", StringComparison.Ordinal)).OrderBy(a => a.Key, StringComparer.Ordinal).ToList();
        if (shown.Count > 0)
        {
            json.WriteStartObject("args");
            foreach (var (name, value) in shown) json.WriteString(name, value);
            json.WriteEndObject();
        }

        if (wish.IsMax)
        {
            Files(json, "secrets", materials.Secrets);
            Files(json, "ssh", materials.Agents);
        }

        if (materials.Directories.Count == 0) return;
        json.WriteStartArray("locals");
        foreach (var directory in materials.Directories)
        {
            json.WriteStartObject();
            json.WriteString("name", directory);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Files(Utf8JsonWriter json, string name, IReadOnlyList<(string Id, bool Optional)> files)
    {
        if (files.Count == 0) return;
        json.WriteStartArray(name);
        foreach (var (id, optional) in files)
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            if (optional) json.WriteBoolean("optional", true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Details(Utf8JsonWriter json)
    {
        var facts = materials.Arguments.Where(a => a.Key.StartsWith("vcs:", StringComparison.Ordinal) && a.Value.Length > 0).OrderBy(a => a.Key, StringComparer.Ordinal).ToList();
        if (facts.Count > 0)
        {
            json.WriteStartObject("vcs");
            foreach (var (name, value) in facts) json.WriteString(name["vcs:".Length..], value);
            json.WriteEndObject();
        }

        if (!wish.IsMax || result is null) return;
        var graph = new GraphText(result);
        graph.WriteSource(json);
        graph.WriteLayers(json, LayersOf);
        Usage?.Write(json);
    }

    /// <summary>A time as documents of this kind write it.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
