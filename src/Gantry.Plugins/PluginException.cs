using Gantry.Oci.Errors;

namespace Gantry.Plugins;

/// <summary>A call to a plugin has failed.</summary>
/// <param name="message">What a user reads.</param>
/// <param name="isUnreachable">Whether the plugin could not be reached or was too slow; otherwise it has answered, with a failure.</param>
/// <param name="cause">The failure underneath, if any.</param>
public sealed class PluginException(string message, bool isUnreachable, Exception? cause = null) : GantryException(ErrorKind.Internal, message, cause)
{
    /// <summary>Whether the plugin could not be reached or was too slow.</summary>
    public bool IsUnreachable { get; } = isUnreachable;

    /// <summary>Whether the plugin does not know the method, which not every one needs to.</summary>
    public bool IsUnknownMethod { get; init; }
}
