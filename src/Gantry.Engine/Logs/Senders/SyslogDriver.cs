using System.Globalization;

using Gantry.Engine.Containers;
using Gantry.Engine.Logs.Forwarding;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Logs.Senders;

/// <summary>syslog: RFC 3164, RFC 5424 and the older form without a host, over UDP, TCP, TLS and local sockets.</summary>
internal sealed class SyslogDriver : IRemoteDriver
{
    private const int DefaultFacility = 3;

    private static readonly string[] Facilities =
        ["kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "", "", "", "", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"];

    public IReadOnlyList<string> Options { get; } =
    [
        "syslog-address", "syslog-facility", "syslog-tls-ca-cert", "syslog-tls-cert", "syslog-tls-key", "syslog-tls-skip-verify", "syslog-format",
        "env", "env-regex", "labels", "labels-regex", "tag",
    ];

    public void Check(IReadOnlyDictionary<string, string> options)
    {
        Address(options);
        Facility(options);
        Format(options);
    }

    public ILogSender Open(Container container)
    {
        var options = container.HostConfig.LogConfig.Config ?? [];
        var (network, address) = Address(options);
        return new SyslogSender(network, address, Facility(options), LogTag.Of(container, "{{.ID}}"), Format(options), network == "tcp+tls" ? LogTls.Options(options, address) : null);
    }

    /// <summary>Network and address; both empty: the host's own log.</summary>
    private static (string Network, string Address) Address(IReadOnlyDictionary<string, string> options)
    {
        if (options.GetValueOrDefault("syslog-address", "") is not { Length: > 0 } text)
            return ("", "");
        var end = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = end < 0 ? "" : text[..end];
        var rest = end < 0 ? text : text[(end + 3)..];
        if (scheme is "unix" or "unixgram")
            return Path.Exists(rest) ? (scheme, rest) : throw Invalid($"stat {rest}: no such file or directory");
        if (scheme is not ("udp" or "tcp" or "tcp+tls"))
            throw Invalid($"unsupported scheme: '{scheme}'");
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? rest : rest[..slash];
        return (scheme, host.LastIndexOf(':') > host.LastIndexOf(']') ? host : host + ":514");
    }

    private static int Facility(IReadOnlyDictionary<string, string> options)
    {
        if (options.GetValueOrDefault("syslog-facility", "") is not { Length: > 0 } text)
            return DefaultFacility;
        var named = Array.IndexOf(Facilities, text);
        return named >= 0 ? named : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < Facilities.Length ? number : throw Invalid("invalid syslog facility");
    }

    private static string Format(IReadOnlyDictionary<string, string> options) =>
        options.GetValueOrDefault("syslog-format", "") is ("" or "rfc3164" or "rfc5424" or "rfc5424micro") and var format ? format : throw Invalid("Invalid syslog format");

    private static GantryException Invalid(string message) => new(ErrorKind.Invalid, message);
}
