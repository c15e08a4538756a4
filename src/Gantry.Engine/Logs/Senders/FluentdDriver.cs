using System.Globalization;

using Gantry.Engine.Containers;
using Gantry.Engine.Logs.Forwarding;
using Gantry.Oci.Errors;
using Gantry.Oci.Text;

namespace Gantry.Engine.Logs.Senders;

/// <summary>fluentd: the forward protocol over TCP, TLS or a local socket.</summary>
internal sealed class FluentdDriver : IRemoteDriver
{
    private static readonly TimeSpan ShortestReconnect = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestReconnect = TimeSpan.FromSeconds(10);

    public IReadOnlyList<string> Options { get; } =
    [
        "fluentd-address", "fluentd-async", "fluentd-async-reconnect-interval", "fluentd-buffer-limit", "fluentd-max-retries", "fluentd-request-ack",
        "fluentd-retry-wait", "fluentd-sub-second-precision", "fluentd-write-timeout", "env", "env-regex", "labels", "labels-regex", "tag",
    ];

    public void Check(IReadOnlyDictionary<string, string> options) => Settings(options);

    public bool ConnectsAtStart(Container container) => !Settings(container.HostConfig.LogConfig.Config ?? []).Async;

    public ILogSender Open(Container container) => new FluentdSender(
        Settings(container.HostConfig.LogConfig.Config ?? []), LogTag.Of(container, "{{.ID}}"), container.Id, container.Name, LogAttributes.Of(container, static name => name));

    private static FluentdSettings Settings(IReadOnlyDictionary<string, string> options)
    {
        var (network, address) = Address(options.GetValueOrDefault("fluentd-address", ""));
        if (Text("fluentd-buffer-limit") is { Length: > 0 } limit && LogSize.Parse(limit, LogSize.Binary) is null)
            throw Invalid($"invalid size: '{limit}'");
        Duration("fluentd-retry-wait", "");
        if (Text("fluentd-max-retries") is { Length: > 0 } retries)
        {
            if (!ulong.TryParse(retries, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                throw Invalid($"strconv.ParseUint: parsing \"{retries}\": invalid syntax");
            if (count > uint.MaxValue)
                throw Invalid($"strconv.ParseUint: parsing \"{retries}\": value out of range");
            if (count > int.MaxValue)
                throw Invalid("invalid fluentd-max-retries: value out of range");
        }

        var interval = Duration("fluentd-async-reconnect-interval", "invalid value for fluentd-async-reconnect-interval: ");
        if (interval is { } given && given != TimeSpan.Zero && (given < ShortestReconnect || given > LongestReconnect))
            throw Invalid($"invalid value for fluentd-async-reconnect-interval: value (\"{Text("fluentd-async-reconnect-interval")}\") must be between 100ms and 10s");
        var timeout = Duration("fluentd-write-timeout", "invalid value for fluentd-write-timeout: value must be a duration: ");
        if (timeout < TimeSpan.Zero)
            throw Invalid("invalid value for fluentd-write-timeout: value must be a duration that is non-negative");
        return new FluentdSettings(network, address, Flag("fluentd-async"), Flag("fluentd-sub-second-precision"), Flag("fluentd-request-ack"), timeout ?? TimeSpan.Zero);

        string Text(string name) => options.GetValueOrDefault(name, "");

        bool Flag(string name) => Text(name) is { Length: > 0 } text && (GoBool.Parse(text) ?? throw Invalid($"strconv.ParseBool: parsing \"{text}\": invalid syntax"));

        TimeSpan? Duration(string name, string lead) =>
            Text(name) is not { Length: > 0 } text ? null : GoDuration.TryParse(text, out var duration) ? duration : throw Invalid($"{lead}time: {(char.IsDigit(text[^1]) ? "missing unit in" : "invalid")} duration \"{text}\"");
    }

    private static (string Network, string Address) Address(string text)
    {
        const string Host = "127.0.0.1";
        const string Port = "24224";
        if (text.Length == 0)
            return ("tcp", $"{Host}:{Port}");
        var end = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = end < 0 ? "tcp" : text[..end];
        var rest = end < 0 ? text : text[(end + 3)..];
        if (scheme == "unix")
            return rest.Trim('/').Length > 0 ? (scheme, rest) : throw Invalid($"invalid fluentd-address ({text}): path is empty");
        if (scheme is not ("tcp" or "tls"))
            throw Invalid($"invalid fluentd-address ({text}): unsupported scheme: '{scheme}'");
        if (rest.Contains('/', StringComparison.Ordinal))
            throw Invalid($"invalid fluentd-address ({text}): should not contain a path element");
        var colon = rest.LastIndexOf(':') is var at && at > rest.LastIndexOf(']') ? at : -1;
        var host = colon < 0 ? rest : rest[..colon];
        var port = colon < 0 ? Port : rest[(colon + 1)..];
        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            throw Invalid($"invalid fluentd-address ({text}): invalid port: strconv.ParseUint: parsing \"{port}\": value out of range");
        return (scheme, $"{(host.Length == 0 ? Host : host)}:{port}");
    }

    private static GantryException Invalid(string message) => new(ErrorKind.Invalid, message);
}

/// <summary>How fluentd is spoken to.</summary>
internal sealed record FluentdSettings(string Network, string Address, bool Async, bool SubSeconds, bool Acknowledged, TimeSpan WriteTimeout);
