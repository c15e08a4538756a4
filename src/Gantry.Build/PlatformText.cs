using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Build;

/// <summary>Platforms as Dockerfiles name them.</summary>
internal static class PlatformText
{
    /// <summary>Reads one, its variables expanded.</summary>
    /// <exception cref="GantryException">It is none.</exception>
    public static Platform Parse(string text)
    {
        try
        {
            return Platform.Parse(text);
        }
        catch (GantryException e)
        {
            throw new GantryException(e.Kind, $"failed to parse platform {text}: {e.Message}", e);
        }
    }
}
