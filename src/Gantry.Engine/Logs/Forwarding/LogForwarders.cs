using System.Collections.Concurrent;

using Gantry.Engine.Containers;
using Gantry.Engine.Logs.Senders;
using Gantry.Oci.Errors;
using Gantry.Runtime.Shim;

namespace Gantry.Engine.Logs.Forwarding;

/// <summary>The way of lines to remote servers:
/// <code>
/// process ── pipe ── shim ── spool (files) ── forwarder in the daemon ── server
///                      └──── cache (files), which `logs` reads
/// </code>
/// The daemon may die at any moment: the shim goes on writing, and the next daemon sends from where the last one was.</summary>
internal sealed class LogForwarders : IAsyncDisposable
{
    private const int BlockingSegments = 16;
    private const long BlockingSegmentSize = 1 << 20;
    private const int BufferSegments = 4;
    private const long BufferSize = 1_000_000;

    private readonly ConcurrentDictionary<string, LogForwarder> running = new(StringComparer.Ordinal);

    /// <summary>Where a container's spool is.</summary>
    public static string DirectoryOf(Container container) => Path.Combine(container.Directory, "spool");

    /// <summary>Connects to a container's server before it starts; null for a driver that has none.</summary>
    /// <exception cref="GantryException">The options cannot be, or the server is not there.</exception>
    public async Task<SpoolTarget?> BeginAsync(Container container, CancellationToken cancellation)
    {
        if (RemoteDrivers.Find(container.HostConfig.LogConfig.Type) is not { } driver)
            return null;
        if (running.TryRemove(container.Id, out var earlier))
            await earlier.DisposeAsync();
        var sender = driver.Open(container);
        try
        {
            if (driver.ConnectsAtStart(container))
                await sender.ConnectAsync(cancellation);
        }
        catch (IOException e)
        {
            await sender.DisposeAsync();
            throw RemoteDrivers.Failed(e.Message);
        }

        var directory = DirectoryOf(container);
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var target = Target(container, directory);
        running[container.Id] = new LogForwarder(directory, sender, driver.ConnectsAtStart(container), BlockingSegments - 1);
        return target;
    }

    /// <summary>Goes on with what an earlier daemon left.</summary>
    public void Resume(Container container, Action<string> report)
    {
        if (RemoteDrivers.Find(container.HostConfig.LogConfig.Type) is not { } driver || !Directory.Exists(DirectoryOf(container)))
            return;
        try
        {
            var forwarder = running[container.Id] = new LogForwarder(DirectoryOf(container), driver.Open(container), connected: false, BlockingSegments - 1);
            if (!container.State.IsAlive)
                forwarder.Complete();
        }
        catch (Exception e) when (e is GantryException or IOException)
        {
            report($"the log of container {container.Id} is not sent on: {e.Message}");
        }
    }

    /// <summary>The container has ended.</summary>
    public void Complete(string id)
    {
        if (running.TryGetValue(id, out var forwarder))
            forwarder.Complete();
    }

    /// <summary>The container is about to be removed: what it wrote is sent first, if the server takes it.</summary>
    public async Task FinishAsync(string id)
    {
        if (!running.TryRemove(id, out var forwarder))
            return;
        await forwarder.DrainAsync();
        await forwarder.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var id in running.Keys)
        {
            if (running.TryRemove(id, out var forwarder))
                await forwarder.DisposeAsync();
        }
    }

    private static SpoolTarget Target(Container container, string directory)
    {
        var options = container.HostConfig.LogConfig.Config ?? [];
        var next = SpoolReader.NextNumber(directory);
        if (options.GetValueOrDefault("mode") != "non-blocking")
            return new SpoolTarget(directory, next, BlockingSegments, BlockingSegmentSize, Blocks: true);
        var size = LogSize.Parse(options.GetValueOrDefault("max-buffer-size", ""), LogSize.Binary) is > 0 and var given ? given : BufferSize;
        return new SpoolTarget(directory, next, BufferSegments, Math.Max(1, size / BufferSegments), Blocks: false);
    }
}
