using System.Globalization;
using System.IO.Compression;

using Gantry.Engine.Containers;
using Gantry.Engine.Logs.Forwarding;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Logs.Senders;

/// <summary>gelf: Graylog's JSON over UDP, in compressed chunks, or over TCP.</summary>
internal sealed class GelfDriver : IRemoteDriver
{
    public IReadOnlyList<string> Options { get; } =
    [
        "gelf-address", "gelf-compression-level", "gelf-compression-type", "gelf-tcp-max-reconnect", "gelf-tcp-reconnect-delay", "env", "env-regex", "labels", "labels-regex", "tag",
    ];

    public void Check(IReadOnlyDictionary<string, string> options)
    {
        var (network, _) = Address(options);
        foreach (var (name, value) in options)
        {
            switch (name)
            {
                case "gelf-compression-level" or "gelf-compression-type" when network != "udp":
                    throw Invalid("compression is only supported on UDP");
                case "gelf-compression-level" when !int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var level) || level is < -1 or > 9:
                case "gelf-compression-type" when value is not ("gzip" or "zlib" or "none"):
                    throw Invalid($"unknown value \"{value}\" for log opt \"{name}\" for gelf log driver");
                case "gelf-tcp-max-reconnect" or "gelf-tcp-reconnect-delay" when network != "tcp":
                    throw Invalid($"\"{name}\" is only valid for TCP");
                case "gelf-tcp-max-reconnect" or "gelf-tcp-reconnect-delay" when !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _):
                    throw Invalid($"\"{name}\" must be a positive integer");
            }
        }
    }

    public ILogSender Open(Container container)
    {
        var options = container.HostConfig.LogConfig.Config ?? [];
        var (network, address) = Address(options);
        var level = int.TryParse(options.GetValueOrDefault("gelf-compression-level", "1"), CultureInfo.InvariantCulture, out var given) ? given : 1;
        return new GelfSender(network, address, options.GetValueOrDefault("gelf-compression-type", "gzip"), Level(level), Fields(container));
    }

    private static CompressionLevel Level(int level) => level switch
    {
        0 => CompressionLevel.NoCompression,
        > 0 and < 6 => CompressionLevel.Fastest,
        9 => CompressionLevel.SmallestSize,
        _ => CompressionLevel.Optimal,
    };

    /// <summary>What every message says of its container.</summary>
    private static SortedDictionary<string, string> Fields(Container container)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["_command"] = string.Join(' ', [container.Path, .. container.Args]),
            ["_container_id"] = container.Id,
            ["_container_name"] = container.Name,
            ["_created"] = container.Created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
            ["_image_id"] = container.ImageId,
            ["_image_name"] = container.Config.Image,
            ["_tag"] = LogTag.Of(container, "{{.ID}}"),
        };
        foreach (var (name, value) in LogAttributes.Of(container, static name => name.StartsWith('_') ? name : "_" + name))
            fields[name] = value;
        return fields;
    }

    private static (string Network, string Address) Address(IReadOnlyDictionary<string, string> options)
    {
        if (options.GetValueOrDefault("gelf-address", "") is not { Length: > 0 } text)
            throw Invalid("gelf-address is a required parameter");
        var end = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = end < 0 ? "" : text[..end];
        if (scheme is not ("udp" or "tcp"))
            throw Invalid("gelf: endpoint needs to be TCP or UDP");
        var address = text[(end + 3)..].TrimEnd('/');
        return address.LastIndexOf(':') > address.LastIndexOf(']') ? (scheme, address) : throw Invalid("gelf: please provide gelf-address as proto://host:port");
    }

    private static GantryException Invalid(string message) => new(ErrorKind.Invalid, message);
}
