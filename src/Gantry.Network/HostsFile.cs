using System.Text;

namespace Gantry.Network;

/// <summary>The content of a container's <c>/etc/hosts</c>.</summary>
public static class HostsFile
{
    /// <summary>Renders the file as Docker does: loopback names, the user's additions, the container's own addresses.</summary>
    /// <param name="hostname">Host name of the container.</param>
    /// <param name="domainname">Domain of the container; empty: none.</param>
    /// <param name="addresses">Addresses of the container; empty for a namespace with a loopback only.</param>
    /// <param name="extraHosts">The user's additions, <c>name:address</c> or <c>name=address</c>, in order.</param>
    /// <param name="withIPv6">Whether the IPv6 loopback names are listed.</param>
    public static string Render(string hostname, string domainname, IReadOnlyList<string> addresses, IReadOnlyList<string> extraHosts, bool withIPv6 = true)
    {
        var text = new StringBuilder("127.0.0.1\tlocalhost\n");
        if (withIPv6)
            text.Append("::1\tlocalhost ip6-localhost ip6-loopback\nfe00::\tip6-localnet\nff00::\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n");

        foreach (var entry in extraHosts)
        {
            var split = entry.IndexOfAny([':', '=']);
            if (split > 0)
                text.Append(entry.AsSpan(split + 1).Trim("[]")).Append('\t').Append(entry.AsSpan(0, split)).Append('\n');
        }

        var full = domainname.Length == 0 ? hostname : $"{hostname}.{domainname}";
        var dot = full.IndexOf('.', StringComparison.Ordinal);
        var names = dot < 0 ? full : $"{full} {full[..dot]}";
        foreach (var address in addresses)
            text.Append(address).Append('\t').Append(names).Append('\n');
        return text.ToString();
    }
}
