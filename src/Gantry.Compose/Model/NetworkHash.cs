using Gantry.Compose.Rendering;

namespace Gantry.Compose.Model;

/// <summary>The hash of a network's configuration, the label com.docker.compose.config-hash.</summary>
public static class NetworkHash
{
    /// <summary>The hash of <paramref name="network"/>.</summary>
    public static string Of(Network network) => ConfigurationHash.Of(NetworkRendering.Of(network, RenderForm.Json));
}
