namespace Gantry.Compose.Execute;

/// <summary>How a container is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State"><c>created</c>, <c>running</c>, <c>exited</c> and the like.</param>
/// <param name="ExitCode">The exit code of its last end.</param>
/// <param name="Health"><c>starting</c>, <c>healthy</c>, <c>unhealthy</c>; null without a health check.</param>
/// <param name="Checked">Whether it was told how its health is checked.</param>
public sealed record ContainerCondition(string Name, string State, int ExitCode, string? Health, bool Checked)
{
    /// <summary>Whether the engine is about to start it again.</summary>
    public bool Restarting { get; init; }
}
