namespace Gantry.Registry.Endpoints;

/// <summary>One address a registry may answer at.</summary>
/// <param name="Base">Scheme, host and port, with a slash.</param>
/// <param name="IsVerified">Whether the host must prove who it is.</param>
/// <param name="IsMirror">Whether another address knows better when this one knows nothing.</param>
internal sealed record RegistryEndpoint(Uri Base, bool IsVerified, bool IsMirror);
