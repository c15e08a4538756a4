using System.Runtime.InteropServices;

using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Images;

namespace Gantry.Engine.Images.Pulls;

/// <summary>Which of an index's manifests suits a platform: the best variant a processor can run (containerd's rules).</summary>
public static class PlatformChoice
{
    /// <summary>This machine.</summary>
    public static Platform Host { get; } = new()
    {
        Os = "linux",
        Architecture = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "amd64",
            Architecture.Arm64 => "arm64",
            Architecture.Arm => "arm",
            var other => other.ToString().ToLowerInvariant(),
        },
        Variant = RuntimeInformation.ProcessArchitecture switch { Architecture.Arm64 => "v8", Architecture.Arm => "v7", _ => null },
    };

    /// <summary>The best manifest of those that fit; null when none does.</summary>
    public static Descriptor? Choose(IEnumerable<Descriptor> manifests, Platform wanted) => PlatformOrder.Best(manifests, wanted);

    /// <summary>Whether what was made for one platform runs on another.</summary>
    public static bool Fits(Platform offered, Platform wanted) => PlatformOrder.Fits(offered, wanted);

    /// <summary>Whether an image is for a platform and not for one that it runs too.</summary>
    public static bool IsExactly(ImageConfig image, Platform wanted)
    {
        var own = new Platform { Os = image.Os, Architecture = image.Architecture, Variant = image.Variant };
        return Fits(own, wanted) && PlatformOrder.Level(own) == PlatformOrder.Level(wanted);
    }

    /// <summary>Checks that an image is of the platform somebody asks for.</summary>
    /// <param name="image">The image.</param>
    /// <param name="reference">What it was called.</param>
    /// <param name="wanted">The platform.</param>
    /// <exception cref="GantryException">NotFound: it is of another one.</exception>
    public static void Check(ImageRecord image, string reference, Platform wanted)
    {
        if (Is(image, wanted)) return;
        var config = image.Config;
        var own = new Platform { Os = config.Os, Architecture = config.Architecture, Variant = config.Variant };
        throw new GantryException(ErrorKind.NotFound, $"image with reference {reference} was found but its platform ({own}) does not match the specified platform ({wanted})");
    }

    /// <summary>Whether an image is of a platform, whatever its variant.</summary>
    public static bool Is(ImageRecord image, Platform wanted) => wanted.Os == image.Config.Os && wanted.Architecture == image.Config.Architecture;
}
