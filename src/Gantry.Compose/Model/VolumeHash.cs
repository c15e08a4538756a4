using Gantry.Compose.Rendering;

namespace Gantry.Compose.Model;

/// <summary>The hash of a volume's configuration, the label com.docker.compose.config-hash.</summary>
public static class VolumeHash
{
    /// <summary>The hash of <paramref name="volume"/>, in which no driver is the local one.</summary>
    public static string Of(Volume volume)
    {
        var named = string.IsNullOrEmpty(volume.Driver) ? volume with { Driver = "local" } : volume;
        return ConfigurationHash.Of(VolumeRendering.Of(named, RenderForm.Json));
    }
}
