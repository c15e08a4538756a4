using Gantry.Engine.Images.Pushes;
using Gantry.Oci.Images;

namespace Gantry.Api.Images;

/// <summary>A push's progress as the lines Docker's command line draws.</summary>
internal sealed class PushLines(ProgressLines lines) : IPushProgress
{
    private static readonly StreamProgress s_none = new(null, null);

    private readonly QueuedLines _queue = new(lines);

    /// <summary>Does the work and writes what it says, all of it before this returns or fails.</summary>
    public Task RunAsync(Func<IPushProgress, Task> work) => _queue.RunAsync(() => work(this));

    public void Say(string status) => _queue.Add(new StreamLine { status = status });

    public void Layer(Digest diffId, string status) => _queue.Add(new StreamLine { status = status, progressDetail = s_none, id = diffId.Short });

    public void Sent(Digest diffId, long current, long total) => _queue.Add(new StreamLine
    {
        status = "Pushing",
        progressDetail = new StreamProgress(current, total),
        progress = ProgressBar.Draw(current, total),
        id = diffId.Short,
    });

    public void Tagged(string tag, Descriptor manifest)
    {
        Say($"{tag}: digest: {manifest.Digest} size: {manifest.Size}");
        _queue.Add(new StreamLine { progressDetail = s_none, aux = new LineExtra { Tag = tag, Digest = manifest.Digest.Value, Size = manifest.Size } });
    }
}
