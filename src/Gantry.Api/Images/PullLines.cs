using Gantry.Engine.Images.Pulls;
using Gantry.Storage.Images.Pulls;

namespace Gantry.Api.Images;

/// <summary>A pull's progress as the lines Docker's command line draws.</summary>
internal sealed class PullLines(QueuedLines queue) : IPullProgress
{
    public void Say(string status, string? id = null) => queue.Add(new StreamLine { status = status, id = id });

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
        queue.Add(new StreamLine
        {
            status = text,
            progressDetail = counts ? new StreamProgress(progress.Current, progress.Total) : new StreamProgress(null, null),
            progress = counts ? ProgressBar.Draw(progress.Current, progress.Total) : null,
            id = progress.Layer.Short,
        });
    }
}
