using Gantry.Build.Solver;

namespace Gantry.Build.Hosting;

/// <summary>What the administrator says of builds.</summary>
public sealed record BuilderSettings
{
    /// <summary>How their cache is cleaned.</summary>
    public CacheSettings Cache { get; init; } = new();

    /// <summary>What their programs may have.</summary>
    public BuildGrants Grants { get; init; } = new();
}
