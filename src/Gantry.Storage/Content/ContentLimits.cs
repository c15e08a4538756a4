namespace Gantry.Storage.Content;

/// <summary>How much is believed of what strangers send.</summary>
internal static class ContentLimits
{
    /// <summary>The largest document (manifest, index, configuration) in bytes; the distribution specification asks registries for 4 MiB.</summary>
    public const int Document = 4 << 20;
}
