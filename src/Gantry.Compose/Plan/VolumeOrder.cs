namespace Gantry.Compose.Plan;

/// <summary>A volume to be made.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Driver">Its driver; empty: the engine's choice.</param>
/// <param name="Options">What the driver is told.</param>
/// <param name="Labels">Its labels, those that mark it as the project's included.</param>
public sealed record VolumeOrder(
    string Name, string Driver, IReadOnlyDictionary<string, string>? Options, IReadOnlyDictionary<string, string> Labels);
