using System.Text.Json;

using Gantry.Build.Solver;
using Gantry.Storage.Steps;

namespace Gantry.Build.CacheTransfer;

/// <summary>A cache that travels in the configuration of the image it made: steps, by the number of the image's layer they came to.</summary>
internal static class InlineCache
{
    /// <summary>The configuration's member: base 64 over a list of steps.</summary>
    public const string Property = "moby.buildkit.cache.v0";

    /// <summary>Makes it.</summary>
    /// <param name="result">The build's result.</param>
    /// <param name="layers">The image's layers.</param>
    /// <returns>Null: no step of the build made any of the layers.</returns>
    public static byte[]? Of(SolveResult result, IReadOnlyList<TreeLayer> layers)
    {
        var numbers = CacheDocumentWriter.Chains(layers).Select((chain, number) => (chain, number)).ToDictionary(c => c.chain, c => c.number);
        CachedStep[] steps =
        [
            .. BuiltReference.Of(result).SelectMany(r => r.Trace.All).DistinctBy(s => s.Key).Where(s => numbers.ContainsKey(s.ChainId))
                .Select(s => new CachedStep { Digest = StepTrace.NameOf(s.Key), Results = [new CachedResult { Layer = numbers[s.ChainId], CreatedAt = s.Created }] }),
        ];
        return steps.Length == 0 ? null : JsonSerializer.SerializeToUtf8Bytes(steps, CacheJson.Default.CachedStepArray);
    }
}
