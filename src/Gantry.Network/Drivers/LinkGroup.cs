using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Gantry.Network.Drivers;

/// <summary>
/// The group of a daemon's ports on its bridges. A bridge may have ports of others too (another engine's whose default bridge has the
/// same name, a virtual machine's); only those of the daemon's own group can be leftovers of its own.
/// </summary>
internal static class LinkGroup
{
    /// <summary>The group of the daemon that keeps its documents in this directory: the same after each restart, and never the default group.</summary>
    public static int Of(string stateDirectory)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(stateDirectory)));
        return (BinaryPrimitives.ReadInt32LittleEndian(hash) & int.MaxValue) | 1;
    }
}
