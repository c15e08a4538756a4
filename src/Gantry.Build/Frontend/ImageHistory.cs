using System.Globalization;

using Gantry.Oci.Images;
using Gantry.Storage.Steps;

namespace Gantry.Build.Frontend;

/// <summary>The history of a built image: as many steps with a layer as there are layers, each with the time its layer was made, as BuildKit tells them.</summary>
internal static class ImageHistory
{
    private const string UntoldStep = "buildkit.exporter.image.v0";

    /// <summary>Fits a history to the layers that were built.</summary>
    /// <param name="history">What the frontend says; new steps have no times.</param>
    /// <param name="layers">The layers, base first.</param>
    /// <param name="epoch">The latest time that what is new may tell; null: any. What the base tells stays.</param>
    public static IReadOnlyList<HistoryStep> Of(IReadOnlyList<HistoryStep> history, IReadOnlyList<TreeLayer> layers, DateTimeOffset? epoch)
    {
        var steps = WithLayers(history, layers);
        Fill(steps);
        if (epoch is not { } latest) return steps;
        return [.. steps.Select((s, i) => (i >= history.Count || history[i].Created is null) && DateTimeOffset.TryParse(s.Created, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time > latest ? s with { Created = Text(latest) } : s)];
    }

    /// <summary>A time as images tell it.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Gives each layer its step. Where there are fewer layers than the history has steps with one, the last of these have none; a layer that nobody
    /// tells of gets a step.</summary>
    private static List<HistoryStep> WithLayers(IReadOnlyList<HistoryStep> history, IReadOnlyList<TreeLayer> layers)
    {
        var steps = new List<HistoryStep>();
        var next = 0;
        foreach (var step in history)
        {
            if (step.EmptyLayer)
            {
                steps.Add(step);
            }
            else if (next == layers.Count)
            {
                steps.Add(step with { EmptyLayer = true });
            }
            else
            {
                steps.Add(step with { Created = step.Created ?? Time(layers[next]) });
                next++;
            }
        }

        for (; next < layers.Count; next++) steps.Add(new HistoryStep { Created = Time(layers[next]), CreatedBy = layers[next].CreatedBy, Comment = UntoldStep });
        return steps;
    }

    /// <summary>Gives steps without a time one: that of the step before, and the first of them that of the first step that is new.</summary>
    private static void Fill(List<HistoryStep> steps)
    {
        var firstNew = steps.FindIndex(s => s.Created is null);
        if (firstNew < 0) return;
        var time = steps.Skip(firstNew).FirstOrDefault(s => s.Created is not null)?.Created ?? steps.Take(firstNew).LastOrDefault()?.Created;
        for (var index = firstNew; index < steps.Count; index++)
        {
            if (steps[index].Created is { } known) time = known;
            else steps[index] = steps[index] with { Created = time };
        }
    }

    private static string? Time(TreeLayer layer) => layer.Created is { } time ? Text(time) : null;
}
