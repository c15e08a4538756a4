namespace Gantry.Network;

/// <summary>A name server that questions are passed on to.</summary>
/// <param name="Address">Its address, of either family.</param>
/// <param name="OnHost">Whether it is asked from the host's network; otherwise from the container's own.</param>
public sealed record NameServer(string Address, bool OnHost);
