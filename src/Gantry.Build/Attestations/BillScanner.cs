using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Build.Attestations;

/// <summary>What a scanner looks through.</summary>
/// <param name="Result">The result's files; null: none.</param>
/// <param name="Extras">What else it may want to know of, by name: stages below, the context.</param>
/// <param name="IgnoreCache">Whether it looks again, whatever was found before.</param>
internal sealed record ScanTargets(VertexOutput? Result, IReadOnlyDictionary<string, VertexOutput> Extras, bool IgnoreCache);

/// <summary>Has a program find out what is in a result, by BuildKit's protocol for such programs (docs/attestations/sbom-protocol.md).
/// <code>
/// /run/src/core/sbom          the result                  BUILDKIT_SCAN_SOURCE
/// /run/src/extras/sbom-NAME   what else there is          BUILDKIT_SCAN_SOURCE_EXTRAS
/// /run/out/*.json             statements, which it writes BUILDKIT_SCAN_DESTINATION
/// </code></summary>
/// <param name="wish">Which program, and what it is told.</param>
/// <param name="image">Its image's files.</param>
/// <param name="config">Its image's configuration.</param>
/// <param name="platform">The machine it is for.</param>
internal sealed class BillScanner(BillWish wish, VertexOutput? image, ExecutionConfig config, Platform platform)
{
    private const string Name = "sbom";
    private const string Source = "/run/src/core/" + Name;
    private const string Extras = "/run/src/extras";
    private const string Destination = "/run/out/";
    private const string Variable = "BUILDKIT_SCAN_";

    private IReadOnlyList<string> Arguments => [.. config.Entrypoint ?? [], .. config.Cmd ?? []];

    /// <summary>Adds it to a build.</summary>
    /// <param name="key">For which platform the result is.</param>
    /// <param name="targets">What it looks through.</param>
    /// <returns>The directory that statements are in.</returns>
    /// <exception cref="GantryException">Invalid: its image has no command.</exception>
    public VertexOutput Scan(string key, ScanTargets targets)
    {
        if (Arguments.Count == 0) throw new GantryException(ErrorKind.Invalid, $"scanner {wish.Generator} does not have cmd");
        var inputs = new List<VertexOutput>();
        List<ExecMount> mounts =
        [
            new() { Destination = "/", Input = Input(image), Output = 0 },
            new() { Destination = "/tmp", Kind = ExecMountKind.Tmpfs },
            new() { Destination = Source, Input = Input(targets.Result), ReadOnly = true },
        ];
        foreach (var (name, files) in targets.Extras.OrderBy(e => e.Key, StringComparer.Ordinal))
            mounts.Add(new ExecMount { Destination = $"{Extras}/{Name}-{name}", Input = Input(files), ReadOnly = true });
        mounts.Add(new ExecMount { Destination = Destination, Output = 1 });
        var operation = new ExecOperation
        {
            Process = new ExecProcess { Arguments = Arguments, Environment = Environment(targets.Extras.Count > 0), Directory = config.WorkingDir is { Length: > 0 } directory ? directory : "/" },
            Mounts = mounts,
        };
        var metadata = new VertexMetadata
        {
            IgnoreCache = targets.IgnoreCache,
            Description = new Dictionary<string, string> { [VertexMetadata.CustomName] = $"[{key}] generating sbom using {wish.Generator}" },
        };
        return Vertex.Create(operation, inputs, metadata, platform).Output(1);

        int Input(VertexOutput? files)
        {
            if (files is null) return Operation.NoInput;
            var at = inputs.IndexOf(files);
            if (at >= 0) return at;
            inputs.Add(files);
            return inputs.Count - 1;
        }
    }

    private List<string> Environment(bool hasExtras)
    {
        List<string> environment = [.. config.Env ?? [], $"{Variable}DESTINATION={Destination}", $"{Variable}SOURCE={Source}"];
        if (hasExtras) environment.Add($"{Variable}SOURCE_EXTRAS={Extras}");
        environment.AddRange(wish.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{Variable}{p.Key}={p.Value}"));
        return environment;
    }
}
