using Gantry.Network.State;

namespace Gantry.Network.Sandboxes;

/// <summary>
/// Hears what becomes of sandboxes, in the order it happens to each: how the name service is fed. Calls come on a thread in the host's
/// network namespace and hold up the client, so they must be short.
/// </summary>
internal interface ISandboxObserver
{
    /// <summary>A sandbox was made or taken over at start-up, or its endpoints or their names are others now.</summary>
    /// <param name="sandbox">The sandbox with all its endpoints.</param>
    void Changed(SandboxDocument sandbox);

    /// <summary>A sandbox is gone.</summary>
    /// <param name="sandbox">The sandbox as it was last.</param>
    void Released(SandboxDocument sandbox);
}
