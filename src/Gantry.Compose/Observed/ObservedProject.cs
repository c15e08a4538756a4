namespace Gantry.Compose.Observed;

/// <summary>What an engine had at one moment, as far as a project may care. Plans are made from it and from nothing else.</summary>
public sealed record ObservedProject
{
    /// <summary>The project's containers, those of <c>run</c> included.</summary>
    public IReadOnlyList<ObservedContainer> Containers { get; init; } = [];

    /// <summary>All networks of the engine: a project may use those of others.</summary>
    public IReadOnlyList<ObservedNetwork> Networks { get; init; } = [];

    /// <summary>All volumes of the engine.</summary>
    public IReadOnlyList<ObservedVolume> Volumes { get; init; } = [];

    /// <summary>The images the project names, those that are there.</summary>
    public IReadOnlyDictionary<string, ObservedImage> Images { get; init; } = new Dictionary<string, ObservedImage>();

    /// <summary>The containers of a service, those of <c>run</c> left out.</summary>
    /// <param name="service">The service.</param>
    public IEnumerable<ObservedContainer> Of(string service) => Containers.Where(container => container.Service == service && !container.IsOneOff);
}
