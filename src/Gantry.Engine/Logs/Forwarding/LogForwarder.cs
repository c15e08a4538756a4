namespace Gantry.Engine.Logs.Forwarding;

/// <summary>Sends one container's spool to its server, as long as there is something to send. A server that is away is tried again and again;
/// meanwhile the spool fills. When it is full, the oldest lines are given up, unless the driver waits for its server or the container drops its own.</summary>
internal sealed class LogForwarder : IAsyncDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SpoolReader spool;
    private readonly LogChanges changes;
    private readonly ILogSender sender;
    private readonly int limit;
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;
    private bool connected;
    private volatile bool complete;
    private volatile bool failing;

    /// <param name="directory">The spool.</param>
    /// <param name="sender">The server.</param>
    /// <param name="connected">Whether it is connected to.</param>
    /// <param name="limit">Files at which the oldest is given up while the server is away.</param>
    public LogForwarder(string directory, ILogSender sender, bool connected, int limit)
    {
        this.sender = sender;
        this.connected = connected;
        this.limit = limit;
        spool = new SpoolReader(directory);
        changes = new LogChanges(Path.Combine(directory, "log.*"));
        running = Task.Run(RunAsync);
    }

    /// <summary>Nothing more will be written: it ends when all is sent.</summary>
    public void Complete()
    {
        complete = true;
        changes.Tell();
    }

    /// <summary>Waits until all is sent; not long for a server that is away.</summary>
    public async Task DrainAsync()
    {
        Complete();
        var end = DateTime.UtcNow + Patience;
        while (!running.IsCompleted && DateTime.UtcNow < end && !failing)
            await Task.WhenAny(running, Task.Delay(FirstDelay));
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        await sender.DisposeAsync();
        changes.Dispose();
        spool.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                // Asked first: what was written before the end is read after it.
                var last = complete;
                var lines = spool.Read();
                if (lines.Count > 0)
                    await SendAsync(lines);
                else if (last)
                    return;
                else
                    await changes.NextAsync(stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The spool keeps what is not sent.
        }
        catch (IOException)
        {
            // The container was removed, and its spool with it.
        }
    }

    private async Task SendAsync(List<LogMessage> lines)
    {
        var delay = FirstDelay;
        for (var since = DateTime.UtcNow; ;)
        {
            try
            {
                if (!connected)
                    await sender.ConnectAsync(stop.Token);
                connected = true;
                await sender.SendAsync(lines, stop.Token);
                failing = false;
                spool.Commit();
                return;
            }
            catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or ObjectDisposedException)
            {
                connected = false;
                failing = true;
                stop.Token.ThrowIfCancellationRequested();
            }

            if (DateTime.UtcNow - since > Patience && !sender.WaitsForever && spool.Waiting >= limit)
            {
                spool.Discard();
                return;
            }

            await Task.Delay(delay, stop.Token);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }
}
