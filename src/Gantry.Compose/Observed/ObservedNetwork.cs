namespace Gantry.Compose.Observed;

/// <summary>A network of the engine, of whatever project.</summary>
/// <param name="Id">Its full id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Labels">Its labels.</param>
public sealed record ObservedNetwork(string Id, string Name, IReadOnlyDictionary<string, string> Labels);
