using System.Net;

namespace Gantry.Cli.Containers;

/// <summary>An extra line of /etc/hosts: <c>name:address</c> or <c>name=address</c>.</summary>
internal static class HostLine
{
    public static string Check(string text)
    {
        var cut = text.IndexOf('=');
        if (cut < 0)
            cut = text.IndexOf(':');
        if (cut <= 0)
            throw new FormatException($"bad format for add-host: \"{text}\"");
        var address = text[(cut + 1)..];
        if (address is ['[', .. var inner, ']'])
            address = inner;
        if (address != "host-gateway" && !IPAddress.TryParse(address, out _))
            throw new FormatException($"invalid IP address in add-host: \"{address}\"");
        return $"{text[..cut]}:{address}";
    }
}
