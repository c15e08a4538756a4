namespace Gantry.Compose.Observed;

/// <summary>A volume of the engine, of whatever project.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Labels">Its labels.</param>
public sealed record ObservedVolume(string Name, IReadOnlyDictionary<string, string> Labels);
