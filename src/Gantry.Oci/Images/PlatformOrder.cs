namespace Gantry.Oci.Images;

/// <summary>What runs on what, by containerd's rules: variants of a processor are steps, and "v7" runs what was made for "v6".</summary>
public static class PlatformOrder
{
    /// <summary>The best manifest of those that fit; null when none does.</summary>
    public static Descriptor? Best(IEnumerable<Descriptor> manifests, Platform wanted) => manifests
        .Where(m => m.Platform is not null && Fits(m.Platform, wanted))
        .MaxBy(m => Level(m.Platform!));

    /// <summary>Whether what was made for one platform runs on another.</summary>
    public static bool Fits(Platform offered, Platform wanted) =>
        offered.Os == wanted.Os && offered.Architecture == wanted.Architecture && Level(offered) <= Level(wanted);

    /// <summary>The step of a platform's variant.</summary>
    public static int Level(Platform platform) => platform.Variant is ['v', .. var number] && int.TryParse(number.Split('.')[0], out var level)
        ? level
        : platform.Architecture switch { "arm64" => 8, "arm" => 7, "amd64" => 1, _ => 0 };
}
