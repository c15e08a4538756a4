namespace Gantry.Compose.Execute;

/// <summary>
/// All that projects ask of an engine. Refusals are <see cref="Oci.Errors.GantryException"/> with the engine's own words.
/// </summary>
public interface IEngine : IContainers, IContainerEvents, INetworks, IVolumes, IImages;
