namespace Gantry.Registry.Search;

/// <summary>A repository an index knows.</summary>
/// <param name="Name">Its path.</param>
/// <param name="Description">What its owner says about it.</param>
/// <param name="Stars">How many people like it.</param>
/// <param name="IsOfficial">Whether the index's owners look after it.</param>
/// <param name="IsAutomated">Whether it was built by the index (an old feature of Docker Hub).</param>
public sealed record FoundRepository(string Name, string Description, int Stars, bool IsOfficial, bool IsAutomated);
