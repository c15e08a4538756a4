using System.Text.Json;
using System.Text.Json.Serialization;

using Gantry.Build.Frontend;
using Gantry.Build.Solver;
using Gantry.Build.Solver.Steps;
using Gantry.Engine.Images.Pulls;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Build.Exporters;

/// <summary>A result for one platform.</summary>
/// <param name="Key">The name its metadata has, "linux/amd64".</param>
/// <param name="Platform">The platform.</param>
/// <param name="Files">Its files.</param>
/// <param name="Image">The configuration of the image it becomes.</param>
/// <param name="Reference">Where it comes from; null: it is empty.</param>
internal sealed record ResultPart(string Key, Platform Platform, StepFiles Files, StageImage Image, BuiltReference? Reference);

/// <summary>Takes a result apart by platform, with what its metadata says of each.</summary>
internal static class ResultParts
{
    private const string ConfigKey = "containerimage.config";
    private const string PlatformsKey = "refs.platforms";

    /// <summary>Makes what is not made yet.</summary>
    /// <exception cref="GantryException">Invalid: the metadata does not fit the results.</exception>
    public static async Task<IReadOnlyList<ResultPart>> ReadAsync(StepHost host, SolveResult result, CancellationToken cancellation)
    {
        if (result.References.Count == 0)
        {
            var image = Config(result, "") ?? Empty();
            return [new ResultPart(image.Platform.ToString(), image.Platform, await FilesAsync(host, result.Reference, cancellation), image, result.Reference as BuiltReference)];
        }

        var parts = new List<ResultPart>();
        foreach (var (id, platform) in Platforms(result))
        {
            if (!result.References.TryGetValue(id, out var reference)) throw new GantryException(ErrorKind.Invalid, $"failed to find ref for ID {id}");
            var image = Config(result, id) ?? new StageImage { Platform = platform, Config = Empty().Config };
            parts.Add(new ResultPart(id, platform, await FilesAsync(host, reference, cancellation), image, reference as BuiltReference));
        }

        return parts;
    }

    /// <summary>Names the platforms of a result for its metadata.</summary>
    public static byte[] Write(IReadOnlyList<Platform> platforms) => JsonSerializer.SerializeToUtf8Bytes(
        new PlatformList { Platforms = [.. platforms.Select(p => new PlatformEntry { Id = p.ToString(), Platform = p })] }, PlatformListJson.Default.PlatformList);

    private static async Task<StepFiles> FilesAsync(StepHost host, IResultReference? reference, CancellationToken cancellation) =>
        reference is BuiltReference built ? await built.FilesAsync(cancellation) : new LayeredFiles(host.Store, []);

    private static IEnumerable<(string Id, Platform Platform)> Platforms(SolveResult result)
    {
        if (!result.Metadata.TryGetValue(PlatformsKey, out var bytes)) throw new GantryException(ErrorKind.Invalid, "unable to export multiple refs, missing platforms mapping");
        try
        {
            return (JsonSerializer.Deserialize(bytes.Span, PlatformListJson.Default.PlatformList)?.Platforms ?? []).Select(p => (p.Id, p.Platform));
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"failed to parse platforms passed to provenance processor: {e.Message}", e);
        }
    }

    /// <summary>The configuration that came with a result; null: none.</summary>
    private static StageImage? Config(SolveResult result, string key)
    {
        if (key.Length == 0 && result is BuiltResult { Image: { } known }) return known;
        if (!result.Metadata.TryGetValue(key.Length == 0 ? ConfigKey : $"{ConfigKey}/{key}", out var bytes)) return null;
        try
        {
            var config = JsonSerializer.Deserialize(bytes.Span, OciJson.Plain.ImageConfig) ?? new ImageConfig();
            if (config.Os.Length == 0) throw new GantryException(ErrorKind.Invalid, "invalid image config for export: missing os");
            if (config.Architecture.Length == 0) throw new GantryException(ErrorKind.Invalid, "invalid image config for export: missing architecture");
            return new StageImage
            {
                Platform = new Platform { Os = config.Os, Architecture = config.Architecture, Variant = config.Variant },
                Config = config.Config ?? new ExecutionConfig(),
                Author = config.Author,
                History = [.. config.History ?? []],
            };
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"failed to parse image config: {e.Message}", e);
        }
    }

    private static StageImage Empty() => new()
    {
        Platform = PlatformChoice.Host,
        Config = new ExecutionConfig { WorkingDir = "/", Env = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"] },
    };
}

/// <summary>The platforms of a result, as frontends name them.</summary>
internal sealed record PlatformList
{
    public IReadOnlyList<PlatformEntry> Platforms { get; init; } = [];
}

/// <summary>One of them.</summary>
internal sealed record PlatformEntry
{
    [JsonPropertyName("ID")]
    public string Id { get; init; } = "";

    public Platform Platform { get; init; } = new();
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(PlatformList))]
internal sealed partial class PlatformListJson : JsonSerializerContext;
