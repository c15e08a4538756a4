using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Text;

using Gantry.Engine.Logs.Forwarding;

namespace Gantry.Engine.Logs.Senders;

/// <summary>Sends lines to a syslog server, each with the time at which it was written.</summary>
internal sealed class SyslogSender(string network, string address, int facility, string tag, string format, SslClientAuthenticationOptions? encryption) : ILogSender
{
    private const int Error = 3;
    private const int Information = 6;

    private static readonly string[] LocalPaths = ["/dev/log", "/var/run/syslog", "/var/run/log"];

    private readonly StreamConnection connection = new();
    private readonly string host = Dns.GetHostName();

    public async Task ConnectAsync(CancellationToken cancellation)
    {
        if (network.Length > 0)
        {
            await connection.ConnectAsync(network == "tcp+tls" ? "tcp" : network, address, encryption, cancellation);
            return;
        }

        foreach (var kind in (string[])["unixgram", "unix"])
        {
            foreach (var path in LocalPaths)
            {
                try
                {
                    await connection.ConnectAsync(kind, path, null, cancellation);
                    return;
                }
                catch (IOException)
                {
                    // The next may be there.
                }
            }
        }

        throw new IOException("Unix syslog delivery error");
    }

    public async Task SendAsync(IReadOnlyList<LogMessage> lines, CancellationToken cancellation)
    {
        var output = new ArrayBufferWriter<byte>();
        var stream = connection.Stream is not null;
        foreach (var line in lines.Where(l => l.Text.Length > 0))
        {
            Write(line, output);
            if (stream)
                continue;
            await connection.SendAsync(output.WrittenMemory, cancellation);
            output.ResetWrittenCount();
        }

        if (output.WrittenCount > 0)
            await connection.SendAsync(output.WrittenMemory, cancellation);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private void Write(LogMessage line, ArrayBufferWriter<byte> output)
    {
        var priority = (facility << 3) | (line.IsError ? Error : Information);
        var at = line.At.ToLocalTime();
        var process = Environment.ProcessId;
        var stamp = string.Create(CultureInfo.InvariantCulture, $"{at:MMM} {at.Day,2} {at:HH:mm:ss}");
        var head = format switch
        {
            "rfc3164" => $"<{priority}>{stamp} {host} {tag}[{process}]: ",
            "rfc5424" => $"<{priority}>1 {Zoned(at, "yyyy-MM-dd'T'HH:mm:ss")} {host} {tag} {process} {tag} - ",
            "rfc5424micro" => $"<{priority}>1 {Zoned(at, "yyyy-MM-dd'T'HH:mm:ss.ffffff")} {host} {tag} {process} {tag} - ",
            _ => $"<{priority}>{stamp} {tag}[{process}]: ",
        };
        var bytes = Encoding.UTF8.GetBytes(head);
        if (network == "tcp+tls" && format.StartsWith("rfc5424", StringComparison.Ordinal))
            output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{bytes.Length + line.Text.Length + 1} ")));
        output.Write(bytes);
        output.Write(line.Text);
        output.Write("\n"u8);
    }

    private static string Zoned(DateTimeOffset at, string pattern) =>
        at.ToString(pattern, CultureInfo.InvariantCulture) + (at.Offset == TimeSpan.Zero ? "Z" : at.ToString("zzz", CultureInfo.InvariantCulture));
}
