using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Gantry.Compose.Execute;

/// <summary>
/// An engine of which nothing is changed: what is asked for is remembered, and who looks again sees it as if it had been done. Cut by the kind of object.
/// </summary>
/// <param name="engine">The engine that is looked at.</param>
/// <param name="lookUp">Asks an image's registry whether the image is there, in the place of a transfer; throws where it is not.</param>
public sealed partial class DryRunEngine(IEngine engine, Func<string, CancellationToken, Task> lookUp) : IEngine
{
    private const int IdBytes = 32;

    /// <inheritdoc/>
    public Task<IAsyncEnumerable<ContainerEvent>> WatchAsync(string project, CancellationToken cancellation) => engine.WatchAsync(project, cancellation);

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));

    /// <summary>What there is, without what was removed and with what was made or changed since.</summary>
    private static IReadOnlyList<T> Now<T>(IEnumerable<T> found, ConcurrentDictionary<string, T?> since, Func<T, string> key)
        where T : class
    {
        var known = found.ToDictionary(key, found => (T?)found, StringComparer.Ordinal);
        foreach (var (id, changed) in since)
            known[id] = changed;
        return [.. known.Values.OfType<T>()];
    }
}
