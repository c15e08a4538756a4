using Gantry.Api.Images;
using Gantry.Build.Classic;
using Gantry.Storage.Images.Pulls;

namespace Gantry.Api.Builds;

/// <summary>A classic build's progress as the lines Docker's command line prints.</summary>
internal sealed class BuildLines(ProgressLines lines, bool hasStageImages) : IBuildOutput
{
    private readonly QueuedLines _queue = new(lines);
    private PullLines? _pull;

    /// <summary>Does the work and writes what it says, all of it before this returns or fails.</summary>
    public Task RunAsync(Func<IBuildOutput, Task> work) => _queue.RunAsync(() => work(this));

    public void Out(string text) => _queue.Add(new StreamLine { stream = text });

    /// <summary>Docker's builder colours what is an error, whoever reads it.</summary>
    public void Error(string text) => _queue.Add(new StreamLine { stream = $"\u001b[91m{text}\u001b[0m" });

    public void Image(string id)
    {
        if (hasStageImages) _queue.Add(new StreamLine { aux = new LineExtra { ID = id } });
    }

    public void Say(string status, string? id = null) => Pull.Say(status, id);

    public void Layer(LayerProgress progress) => Pull.Layer(progress);

    private PullLines Pull => _pull ??= new PullLines(_queue);
}
