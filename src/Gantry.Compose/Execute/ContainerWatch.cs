using System.Threading.Channels;

namespace Gantry.Compose.Execute;

/// <summary>
/// Lets several wait for what happens to a project's containers, without asking again and again: whoever waits looks once, then once more whenever
/// something happened to the container. The engine is listened to from the first who waits until this is disposed.
/// </summary>
internal sealed class ContainerWatch(IContainerEvents engine, string project, CancellationToken cancellation) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    private readonly List<(string Id, ChannelWriter<bool> Bell)> waiting = [];
    private Task<Task>? listening;

    /// <summary>Waits until a question about a container is answered with yes.</summary>
    /// <param name="id">The container.</param>
    /// <param name="question">Asked now and after each event; may throw to end the wait.</param>
    public async Task UntilAsync(string id, Func<Task<bool>> question)
    {
        var bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        Task<Task> opened;
        lock (gate)
        {
            waiting.Add((id, bell.Writer));
            opened = listening ??= OpenAsync();
        }

        await opened;
        while (!await question())
            await bell.Reader.ReadAsync(ending.Token);
        lock (gate)
            waiting.RemoveAll(entry => entry.Bell == bell.Writer);
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        if (listening is not null)
        {
            try
            {
                await await listening;
            }
            catch (Exception fault) when (fault is OperationCanceledException or IOException or HttpRequestException or Oci.Errors.GantryException)
            {
                // Whoever waited has been told; nobody waits any more.
            }
        }

        ending.Dispose();
    }

    private async Task<Task> OpenAsync()
    {
        var events = await engine.WatchAsync(project, ending.Token);
        return ListenAsync(events);
    }

    private async Task ListenAsync(IAsyncEnumerable<ContainerEvent> events)
    {
        try
        {
            await foreach (var happened in events.WithCancellation(ending.Token))
            {
                lock (gate)
                {
                    foreach (var (id, bell) in waiting)
                    {
                        if (id == happened.Id)
                            bell.TryWrite(true);
                    }
                }
            }

            Fail(new IOException("the engine stopped telling what happens to containers"));
        }
        catch (Exception fault)
        {
            Fail(fault);
            throw;
        }
    }

    private void Fail(Exception fault)
    {
        lock (gate)
        {
            foreach (var (_, bell) in waiting)
                bell.TryComplete(fault);
        }
    }
}
