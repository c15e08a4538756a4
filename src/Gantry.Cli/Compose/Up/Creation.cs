using Gantry.Cli.Compose.Builds;
using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan.Create;
using Gantry.Compose.Plan.Images;

namespace Gantry.Cli.Compose.Up;

/// <summary>Makes an engine have what a project says, containers made but not started.</summary>
/// <param name="call">The command.</param>
/// <param name="project">The project.</param>
/// <param name="options">What was asked for.</param>
internal sealed class Creation(ComposeCall call, Project project, CreateOptions options)
{
    /// <summary>Whether only beginning and end of a pull are shown.</summary>
    public bool QuietPull { get; init; }

    /// <summary>What is built, and how; null: nothing.</summary>
    public BuildChoice? Build { get; init; }

    /// <summary>Whether questions are answered with yes.</summary>
    public bool AssumeYes { get; init; }

    /// <summary>Does it.</summary>
    /// <param name="title">What the work is called on a terminal.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What the engine had before, if nothing was changed; else null.</returns>
    public async Task<ObservedProject?> RunAsync(string title, CancellationToken cancellation)
    {
        var seen = await Observer.ObserveAsync(call.Changes, project, cancellation);
        seen = await EnsureImagesAsync(seen, cancellation);
        var plan = CreatePlanner.Plan(project, seen, options with { ExpendableVolumes = await AskAsync(seen) });
        foreach (var warning in plan.Warnings)
            call.Warn(warning);
        using var view = call.OpenProgress(title);
        await call.Executor(view).RunAsync(plan, project.Name, cancellation);
        return plan.ChangesNothing ? seen : null;
    }

    /// <summary>Fetches and builds what is missing.</summary>
    /// <param name="seen">What there is.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What there is then.</returns>
    public async Task<ObservedProject> EnsureImagesAsync(ObservedProject seen, CancellationToken cancellation)
    {
        Unserved.Check(project);
        var pulls = PullPlanner.Plan(project, seen, QuietPull, DateTimeOffset.UtcNow);
        if (pulls.Steps.Count > 0)
        {
            using (var view = call.OpenProgress("Running"))
                await call.Executor(view).RunAsync(pulls, project.Name, cancellation);
            seen = seen with { Images = await Observer.ObserveImagesAsync(call.Changes, project, cancellation) };
        }

        if (Build is null || !await Build.RunAsync(call, project, seen.Images, cancellation))
            return seen;
        return seen with { Images = await Observer.ObserveImagesAsync(call.Changes, project, cancellation) };
    }

    /// <summary>Asks which volumes may be made anew although what is in them is lost.</summary>
    private async Task<IReadOnlySet<string>> AskAsync(ObservedProject seen)
    {
        var expendable = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in VolumePlanner.Changed(project, seen))
        {
            var question = $"Volume \"{project.Volumes[key].Name}\" exists but doesn't match configuration in compose file. Recreate (data will be lost)?";
            if (AssumeYes || await Question.AskAsync(call, question))
                expendable.Add(key);
        }

        return expendable;
    }
}
