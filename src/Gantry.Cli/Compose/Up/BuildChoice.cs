using Gantry.Compose.Model;
using Gantry.Compose.Observed;

namespace Gantry.Cli.Compose.Up;

/// <summary>What is built, and how.</summary>
internal sealed record BuildChoice
{
    /// <summary>The services that were named; empty: all.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>Whether nothing is shown of it.</summary>
    public bool Quiet { get; init; }

    public static Task<bool> RunAsync(ComposeCall call, Project project, IReadOnlyDictionary<string, ObservedImage> images, CancellationToken cancellation) => Task.FromResult(false);
}
