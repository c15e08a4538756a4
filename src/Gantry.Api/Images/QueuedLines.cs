using System.Threading.Channels;

namespace Gantry.Api.Images;

/// <summary>Lines of progress from several threads; one writes.</summary>
internal sealed class QueuedLines(ProgressLines lines)
{
    private readonly Channel<StreamLine> _queue = Channel.CreateUnbounded<StreamLine>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Does the work and writes what it says, all of it before this returns or fails.</summary>
    public async Task RunAsync(Func<Task> work)
    {
        var working = WorkAsync();
        await foreach (var line in _queue.Reader.ReadAllAsync()) await lines.WriteAsync(line);
        await working;

        async Task WorkAsync()
        {
            try
            {
                await work();
            }
            finally
            {
                _queue.Writer.Complete();
            }
        }
    }

    public void Add(StreamLine line) => _queue.Writer.TryWrite(line);
}
