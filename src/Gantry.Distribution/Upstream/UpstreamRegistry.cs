using System.Collections.Concurrent;

using Gantry.Oci.Errors;
using Gantry.Oci.References;
using Gantry.Registry;
using Gantry.Registry.Errors;

namespace Gantry.Distribution.Upstream;

/// <summary>The registry another one is a cache of, as its client sees it. What it wants to be shown is learned once for each repository.</summary>
internal sealed class UpstreamRegistry : IDisposable
{
    private const string Domain = "upstream.invalid"; // a name nobody has (RFC 2606): the address is told apart
    private const int RepositoryLimit = 4096;

    private readonly UpstreamOptions options;
    private readonly TimeProvider time;
    private readonly RegistryClient client;
    private readonly ConcurrentDictionary<string, Gantry.Registry.Repository> repositories = new(StringComparer.Ordinal);
    private long restUntil;

    public UpstreamRegistry(UpstreamOptions options, TimeProvider time)
    {
        (this.options, this.time) = (options, time);
        client = new RegistryClient(options.Transport with { Addresses = new Dictionary<string, Uri> { [Domain] = options.Address } });
    }

    /// <summary>Whether it has failed a moment ago.</summary>
    public bool IsResting => time.GetUtcNow().Ticks < Interlocked.Read(ref restUntil);

    /// <summary>Whether a failure says nothing about what was asked for, so that what is here may be given out instead.</summary>
    public static bool IsOutage(GantryException fault) => fault is not RegistryException { IsPassing: false };

    /// <summary>Asks it something.</summary>
    /// <param name="name">The repository.</param>
    /// <param name="work">The question.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="GantryException">It refuses, or does not answer.</exception>
    public async Task<T> AskAsync<T>(string name, Func<Gantry.Registry.Repository, Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            var answer = await work(await RepositoryAsync(name, cancellation));
            Interlocked.Exchange(ref restUntil, 0);
            return answer;
        }
        catch (GantryException fault) when (IsOutage(fault))
        {
            repositories.TryRemove(name, out _);
            Interlocked.Exchange(ref restUntil, (time.GetUtcNow() + options.Rest).Ticks);
            throw;
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<Gantry.Registry.Repository> RepositoryAsync(string name, CancellationToken cancellation)
    {
        if (repositories.TryGetValue(name, out var known))
            return known;
        // Clients choose the names.
        if (repositories.Count >= RepositoryLimit)
            repositories.Clear();
        var found = await client.AtAsync(Reference.Parse($"{Domain}/{name}"), options.Credentials, Task.FromResult, cancellation);
        return repositories.GetOrAdd(name, found);
    }
}
