using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Gantry.Engine.Containers;
using Gantry.Engine.Logs.Forwarding;

namespace Gantry.Engine.Logs.Senders;

/// <summary>journald: the journal's own protocol, a datagram an entry.</summary>
internal sealed class JournaldDriver : IRemoteDriver
{
    /// <summary>Where the journal listens.</summary>
    public const string Socket = "/run/systemd/journal/socket";

    public IReadOnlyList<string> Options { get; } = ["env", "env-regex", "labels", "labels-regex", "tag"];

    public void Check(IReadOnlyDictionary<string, string> options)
    {
        // Any value will do.
    }

    public ILogSender Open(Container container)
    {
        var tag = LogTag.Of(container, "{{.ID}}");
        var epoch = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["CONTAINER_ID"] = container.Id[..12],
            ["CONTAINER_ID_FULL"] = container.Id,
            ["CONTAINER_LOG_EPOCH"] = epoch,
            ["CONTAINER_NAME"] = container.Name,
            ["CONTAINER_TAG"] = tag,
            ["IMAGE_NAME"] = container.Config.Image,
            ["SYSLOG_IDENTIFIER"] = tag,
        };
        foreach (var (name, value) in LogAttributes.Of(container, Name))
            fields[name] = value;
        return new JournaldSender(fields);
    }

    /// <summary>A name the journal takes: capitals, digits and underscores, none of them in front.</summary>
    private static string Name(string name) =>
        string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToUpperInvariant(letter) : '_')).TrimStart('_');
}

/// <summary>Sends lines to the host's journal.</summary>
internal sealed class JournaldSender(SortedDictionary<string, string> fields) : ILogSender
{
    private readonly StreamConnection connection = new();
    private ulong ordinal;

    public async Task ConnectAsync(CancellationToken cancellation)
    {
        try
        {
            await connection.ConnectAsync("unixgram", JournaldDriver.Socket, null, cancellation);
        }
        catch (IOException e)
        {
            throw new IOException("journald is not enabled on this host", e);
        }
    }

    public async Task SendAsync(IReadOnlyList<LogMessage> lines, CancellationToken cancellation)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var line in lines)
        {
            Put(output, "PRIORITY", line.IsError ? "3" : "6");
            Put(output, "MESSAGE", line.Text);
            Put(output, "SYSLOG_TIMESTAMP", line.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
            Put(output, "CONTAINER_LOG_ORDINAL", (++ordinal).ToString(CultureInfo.InvariantCulture));
            foreach (var (name, value) in fields)
                Put(output, name, value);
            if (line.Part > 0)
            {
                Put(output, "CONTAINER_PARTIAL_ID", line.PartId);
                Put(output, "CONTAINER_PARTIAL_ORDINAL", line.Part.ToString(CultureInfo.InvariantCulture));
                Put(output, "CONTAINER_PARTIAL_LAST", line.IsLast ? "true" : "false");
                if (!line.IsLast)
                    Put(output, "CONTAINER_PARTIAL_MESSAGE", "true");
            }

            await connection.SendAsync(output.WrittenMemory, cancellation);
            output.ResetWrittenCount();
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static void Put(ArrayBufferWriter<byte> output, string name, string value) => Put(output, name, Encoding.UTF8.GetBytes(value));

    /// <summary><c>NAME · end of line · length (8 bytes, lowest first) · value · end of line</c>: the form that takes any bytes.</summary>
    private static void Put(ArrayBufferWriter<byte> output, string name, ReadOnlySpan<byte> value)
    {
        output.Write(Encoding.ASCII.GetBytes(name));
        output.Write("\n"u8);
        BinaryPrimitives.WriteUInt64LittleEndian(output.GetSpan(8), (ulong)value.Length);
        output.Advance(8);
        output.Write(value);
        output.Write("\n"u8);
    }
}
