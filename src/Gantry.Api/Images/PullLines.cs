using System.Globalization;
using System.Threading.Channels;

using Gantry.Engine.Images.Pulls;
using Gantry.Storage.Images.Pulls;

namespace Gantry.Api.Images;

/// <summary>A pull's progress as the lines Docker's command line draws. Layers report from several threads; one writes.</summary>
internal sealed class PullLines(ProgressLines lines) : IPullProgress
{
    private readonly Channel<StreamLine> _queue = Channel.CreateUnbounded<StreamLine>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Does the work and writes what it says, all of it before this returns or fails.</summary>
    public async Task RunAsync(Func<IPullProgress, Task> work)
    {
        var working = WorkAsync();
        await foreach (var line in _queue.Reader.ReadAllAsync()) await lines.WriteAsync(line);
        await working;

        async Task WorkAsync()
        {
            try
            {
                await work(this);
            }
            finally
            {
                _queue.Writer.Complete();
            }
        }
    }

    public void Say(string status, string? id = null) => _queue.Writer.TryWrite(new StreamLine { status = status, id = id });

    public void Layer(LayerProgress progress)
    {
        var (text, counts) = progress.Stage switch
        {
            LayerStage.Planned => ("Pulling fs layer", false),
            LayerStage.Waiting => ("Waiting", false),
            LayerStage.Downloading => ("Downloading", true),
            LayerStage.Downloaded => ("Download complete", false),
            LayerStage.Extracting => ("Extracting", true),
            LayerStage.Complete => ("Pull complete", false),
            _ => ("Already exists", false),
        };
        _queue.Writer.TryWrite(new StreamLine
        {
            status = text,
            progressDetail = counts ? new StreamProgress(progress.Current, progress.Total) : new StreamProgress(null, null),
            progress = counts ? Bar(progress.Current, progress.Total) : null,
            id = progress.Layer.Short,
        });
    }

    /// <summary>The bar for clients that draw none themselves: fifty columns, then the sizes.</summary>
    private static string Bar(long current, long total)
    {
        if (total <= 0) return Size(current);
        var filled = (int)Math.Min(50, current * 50 / total);
        return $"[{new string('=', filled)}>{new string(' ', 50 - filled)}]  {Size(current),6}/{Size(total)}";
    }

    /// <summary>A size with four significant digits in powers of 1000, as Docker writes it.</summary>
    private static string Size(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1000 && unit < 4; unit++) bytes /= 1000;
        var text = bytes.ToString("G4", CultureInfo.InvariantCulture);
        return text + new[] { "B", "kB", "MB", "GB", "TB" }[unit];
    }
}
