using System.Collections.Concurrent;
using System.Text;

using Gantry.Oci.Images;
using Gantry.Storage.Steps;

namespace Gantry.Build.CacheTransfer;

/// <summary>The steps a build came by, for whoever takes its cache elsewhere.</summary>
internal sealed class StepTrace
{
    private readonly ConcurrentDictionary<string, StepRecord> _steps = new(StringComparer.Ordinal);

    /// <summary>What each came to.</summary>
    public IReadOnlyList<StepRecord> All => [.. _steps.Values.OrderBy(s => s.Layers.Count).ThenBy(s => s.Key, StringComparer.Ordinal)];

    /// <summary>Notes a step.</summary>
    public void Add(StepRecord step) => _steps[step.Key] = step;

    /// <summary>The name a step has outside.</summary>
    /// <param name="key">Its key here.</param>
    public static Digest NameOf(string key) => Digest.Of(Encoding.UTF8.GetBytes(key));
}
