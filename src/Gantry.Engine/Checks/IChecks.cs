using Gantry.Oci.Errors;
using Gantry.Registry.Auth;
using Gantry.Storage.Checks;

namespace Gantry.Engine.Checks;

/// <summary>Checks of what the engine keeps on disk.</summary>
public interface IChecks
{
    /// <summary>Reads all images, layers and containers' trees and tells what is damaged.</summary>
    /// <param name="repair">Whether it is put right where that can be done: trees are unpacked again, blobs fetched again from where they came from.</param>
    /// <param name="credentials">Who asks registries.</param>
    /// <param name="report">Hears of it.</param>
    /// <param name="cancellation">Stops; what was repaired stays so.</param>
    /// <exception cref="GantryException">Conflict: another check is going on; Unavailable: the disk is full.</exception>
    Task CheckAsync(bool repair, Keyring credentials, ICheckReport report, CancellationToken cancellation);
}
