namespace Gantry.Build.Solver;

/// <summary>What the administrator lets programs of builds have, where the client wants it too (<c>builder.entitlements</c> of Docker's <c>daemon.json</c>, with its defaults).</summary>
public sealed record BuildGrants
{
    /// <summary>The host's network.</summary>
    public bool HostNetwork { get; init; } = true;

    /// <summary>No confinement.</summary>
    public bool Insecure { get; init; }
}
