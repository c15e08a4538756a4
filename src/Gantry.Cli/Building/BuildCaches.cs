using System.Text.Json;

using Gantry.Build.Client.Layouts;
using Gantry.Build.Solver;
using Gantry.Oci.Images;

namespace Gantry.Cli.Building;

/// <summary>The caches of a build that are outside the engine.</summary>
internal sealed class BuildCaches
{
    private readonly List<CacheSpec> _imports;
    private readonly List<CacheSpec> _exports;

    /// <param name="from">Caches to take from, as typed.</param>
    /// <param name="to">Caches to write, as typed.</param>
    /// <param name="warn">Takes why a cache to take from cannot be used.</param>
    /// <exception cref="CommandLine.CliException">One is malformed.</exception>
    public BuildCaches(IEnumerable<string> from, IEnumerable<string> to, Action<string> warn)
    {
        _imports = [.. from.Select(text => CacheSpec.ParseImport(text, warn)).OfType<CacheSpec>()];
        _exports = [.. to.Select(CacheSpec.ParseExport)];
    }

    /// <summary>Those to take from.</summary>
    public IReadOnlyList<CacheLocation> Imports => [.. _imports.Select(cache => cache.Location)];

    /// <summary>Those to write.</summary>
    public IReadOnlyList<CacheLocation> Exports => [.. _exports.Select(cache => cache.Location)];

    /// <summary>The directories they are in, by the names the engine has for them.</summary>
    public IEnumerable<KeyValuePair<string, LayoutDirectory>> Layouts =>
        _imports.Concat(_exports).Where(cache => cache.Layout is not null).Select(cache => KeyValuePair.Create(cache.Store, cache.Layout!));

    /// <summary>Writes the indexes of directories that caches were written to.</summary>
    /// <param name="answer">What the engine said of the build.</param>
    public void Finish(IReadOnlyDictionary<string, string> answer)
    {
        if (answer.GetValueOrDefault("cache.manifest") is not { } text || JsonSerializer.Deserialize(text, OciJson.Plain.Descriptor) is not { } root)
            return;
        foreach (var cache in _exports)
            cache.Finish(root);
    }
}
