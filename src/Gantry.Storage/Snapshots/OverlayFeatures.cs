namespace Gantry.Storage.Snapshots;

/// <summary>Options that switch off what overlayfs may do by default on this kernel and what would make an upper directory unreadable
/// as a layer: copies of metadata only, and directories that point to where they were renamed from. The inode index is off because it
/// ties an upper directory to its first mount.</summary>
internal static class OverlayFeatures
{
    /// <summary>The options this kernel knows.</summary>
    public static IReadOnlyList<string> Options { get; } =
    [
        .. new[] { "index", "metacopy", "redirect_dir" }
            .Where(feature => File.Exists($"/sys/module/overlay/parameters/{feature}"))
            .Select(feature => $"{feature}=off"),
    ];

    /// <summary>The option by which overlayfs flushes nothing; none on kernels before 5.10, which do not know it.</summary>
    public static IReadOnlyList<string> Volatile { get; } = Environment.OSVersion.Version >= new Version(5, 10) ? ["volatile"] : [];
}
