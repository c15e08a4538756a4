using System.Collections.Concurrent;
using System.Text.Json;

using Gantry.Cli.Client;
using Gantry.Cli.Compose.Usage;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Usage;

/// <summary>Follows what containers use: the engine measures each once a second and sends what it found; the last counts.</summary>
internal sealed class UsageWatch(EngineClient engine) : IAsyncDisposable
{
    private const int ShortId = 12;
    private readonly ConcurrentDictionary<string, Followed> followed = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource ending = new();

    /// <summary>The readings so far, in the order the containers came.</summary>
    public IReadOnlyList<UsageReading> Readings =>
        [.. followed.Values.OrderBy(one => one.Number).Where(one => one.Usage is not null).Select(one => new UsageReading(one.Id, one.Asked, one.Usage!))];

    /// <summary>What kept a container that was asked for by name from being followed.</summary>
    public IReadOnlyList<string> Faults => [.. followed.Values.OrderBy(one => one.Number).Select(one => one.Fault).OfType<string>()];

    /// <summary>Whether there is nothing more to come.</summary>
    public bool IsOver => followed.Values.All(one => one.Work.IsCompleted);

    /// <summary>Measures each of some containers once.</summary>
    /// <exception cref="GantryException">One cannot be measured.</exception>
    public static async Task<IReadOnlyList<UsageReading>> OnceAsync(EngineClient engine, IEnumerable<(string Id, string Asked)> containers, CancellationToken cancellation) =>
        await Task.WhenAll(containers.Select(async container =>
        {
            var usage = await engine.GetAsync($"/containers/{Query.Escape(container.Id)}/stats?stream=0", UsageJson.Default.ContainerUsage, cancellation);
            return new UsageReading(container.Id, container.Asked, usage);
        }));

    /// <summary>The containers there are, with the names they are followed by.</summary>
    public static async Task<IReadOnlyList<(string Id, string Asked)>> ListAsync(EngineClient engine, bool all, CancellationToken cancellation) =>
        [.. (await engine.ContainersAsync(all, "", cancellation)).Select(container => (container.Id, container.Id[..ShortId]))];

    /// <summary>Containers that were named.</summary>
    /// <exception cref="GantryException">There is none of a name.</exception>
    public static async Task<IReadOnlyList<(string Id, string Asked)>> NamedAsync(EngineClient engine, IEnumerable<string> names, CancellationToken cancellation) =>
        await Task.WhenAll(names.Select(async name => ((await engine.ContainerAsync(name, cancellation)).Id, name)));

    /// <summary>Begins to follow containers, and leaves alone those it follows already.</summary>
    public void Follow(IEnumerable<(string Id, string Asked)> containers)
    {
        foreach (var (id, asked) in containers)
        {
            var fresh = new Followed(id, asked, followed.Count);
            if (followed.TryAdd(id, fresh))
                fresh.Work = FollowAsync(fresh);
        }
    }

    /// <summary>Ends to follow those that are not in a list.</summary>
    public void Keep(IEnumerable<string> ids)
    {
        foreach (var gone in followed.Keys.Except(ids).ToList())
            followed.TryRemove(gone, out _);
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await Task.WhenAll(followed.Values.Select(one => one.Work));
        ending.Dispose();
    }

    private async Task FollowAsync(Followed one)
    {
        try
        {
            await using var stream = await engine.GetStreamAsync($"/containers/{Query.Escape(one.Id)}/stats?stream=1", ending.Token);
            using var lines = new StreamReader(stream);
            while (await lines.ReadLineAsync(ending.Token) is { } line)
            {
                if (line.Length > 0)
                    one.Usage = JsonSerializer.Deserialize(line, UsageJson.Default.ContainerUsage);
            }
        }
        catch (GantryException fault)
        {
            one.Fault = fault.Message;
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or HttpRequestException)
        {
            // The watch ends, or the engine did: the loop that shows the readings sees it.
        }
    }

    /// <summary>A container and the last of it.</summary>
    private sealed record Followed(string Id, string Asked, int Number)
    {
        public ContainerUsage? Usage { get; set; }

        public string? Fault { get; set; }

        public Task Work { get; set; } = Task.CompletedTask;
    }
}
