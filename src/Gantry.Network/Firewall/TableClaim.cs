using System.Globalization;
using System.Net.Sockets;

namespace Gantry.Network.Firewall;

/// <summary>
/// The name of a daemon's tables. Daemons in one network namespace may have default bridges of the same name, and each has to find its own
/// rules again after a crash and to leave the others' alone: the first has the plain name, one that comes while it runs a name of its own.
/// </summary>
internal sealed class TableClaim : IDisposable
{
    private readonly Socket _claim;

    private TableClaim(Socket claim, string name, string? other)
    {
        _claim = claim;
        Name = name;
        Other = other;
    }

    /// <summary>The name of the tables.</summary>
    public string Name { get; }

    /// <summary>The name this daemon had if it came second before; null: it has that name now.</summary>
    public string? Other { get; }

    /// <summary>Takes a name. The claim is a socket in the network namespace of the calling thread, so the kernel ends it with the daemon.</summary>
    /// <param name="plain">The first daemon's name.</param>
    /// <param name="daemon">What tells the daemon from others, the same after each restart.</param>
    public static TableClaim Take(string plain, int daemon)
    {
        var other = $"{plain}-{daemon.ToString("x8", CultureInfo.InvariantCulture)}";
        var claim = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            claim.Bind(new UnixDomainSocketEndPoint("\0" + plain));
            return new TableClaim(claim, plain, other);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return new TableClaim(claim, other, null);
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _claim.Dispose();
}
