using Gantry.Linux.Nftables;
using Gantry.Oci.Errors;

namespace Gantry.Network.Dns;

/// <summary>
/// Lets the name service's sockets, which are bound to a port of their own, be reached at port 53: that one stays free for a server
/// of the container's.
/// </summary>
/// <remarks>
/// The port is rewritten in each packet, there and back, without connection tracking: a query leaves no entry behind in the kernel's table, however
/// many there are.
/// </remarks>
internal static class DnsRedirect
{
    /// <summary>Where containers find the name service.</summary>
    public const string Address = "127.0.0.11";

    /// <summary>The port they find it at.</summary>
    public const int Port = 53;

    private const string Table = "ip gantry-dns";

    /// <summary>Writes the rules, in place of those there are, in the network namespace of the calling thread.</summary>
    /// <param name="port">The sockets' port.</param>
    /// <returns>Whether the kernel and the library can.</returns>
    public static bool TryInstall(int port)
    {
        try
        {
            using var context = NftablesContext.Open();
            context.Run(Script(port));
            return true;
        }
        catch (GantryException)
        {
            return false;
        }
    }

    /// <summary>The rules in nft(8)'s language.</summary>
    public static string Script(int port)
    {
        string[] protocols = ["udp", "tcp"];
        var rules = protocols.SelectMany(protocol => (IEnumerable<string>)[
            $"ip daddr {Address} {protocol} dport {Port} {protocol} dport set {port} notrack",
            $"ip saddr {Address} {protocol} sport {port} {protocol} sport set {Port} notrack"]);
        return $"table {Table}\ndelete table {Table}\ntable {Table} {{\n\tchain output {{\n\t\ttype filter hook output priority raw; policy accept;\n"
            + string.Concat(rules.Select(rule => $"\t\t{rule}\n")) + "\t}\n}\n";
    }
}
