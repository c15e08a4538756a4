using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

using Gantry.Engine.Logs.Forwarding;

namespace Gantry.Engine.Logs.Senders;

/// <summary>Sends lines as GELF 1.1: over TCP with a zero after each, over UDP compressed and in chunks where one datagram does not do.</summary>
internal sealed class GelfSender(string network, string address, string compression, CompressionLevel level, SortedDictionary<string, string> fields) : ILogSender
{
    private const int ChunkSize = 1420;
    private const int ChunkHeaderSize = 12;
    private const int MaxChunks = 128;
    private const int Error = 3;
    private const int Information = 6;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly StreamConnection connection = new();
    private readonly string host = Dns.GetHostName();

    public async Task ConnectAsync(CancellationToken cancellation)
    {
        try
        {
            await connection.ConnectAsync(network, address, null, cancellation);
        }
        catch (IOException e)
        {
            throw new IOException($"gelf: cannot connect to GELF endpoint: {address} {e.Message}", e);
        }
    }

    public async Task SendAsync(IReadOnlyList<LogMessage> lines, CancellationToken cancellation)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var line in lines.Where(l => l.Text.Length > 0))
        {
            Write(line, output);
            if (network == "tcp")
            {
                output.Write("\0"u8);
                continue;
            }

            await SendDatagramsAsync(Compress(output.WrittenMemory), cancellation);
            output.ResetWrittenCount();
        }

        if (output.WrittenCount > 0)
            await connection.SendAsync(output.WrittenMemory, cancellation);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private void Write(LogMessage line, ArrayBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, Relaxed);
        json.WriteStartObject();
        json.WriteString("version", "1.1");
        json.WriteString("host", host);
        json.WriteString("short_message", Encoding.UTF8.GetString(line.Text));
        json.WritePropertyName("timestamp");
        json.WriteRawValue((line.Time / 1_000_000 / 1000m).ToString("0.###", CultureInfo.InvariantCulture));
        json.WriteNumber("level", line.IsError ? Error : Information);
        foreach (var (name, value) in fields)
            json.WriteString(name, value);
        json.WriteEndObject();
    }

    private ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> message)
    {
        if (compression == "none")
            return message;
        using var packed = new MemoryStream();
        using (Stream packer = compression == "zlib" ? new ZLibStream(packed, level, leaveOpen: true) : new GZipStream(packed, level, leaveOpen: true))
            packer.Write(message.Span);
        return packed.ToArray();
    }

    /// <summary>One datagram, or chunks: <c>1e 0f · id (8 bytes) · number · count · data</c>.</summary>
    private async Task SendDatagramsAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        if (message.Length <= ChunkSize)
        {
            await connection.SendAsync(message, cancellation);
            return;
        }

        const int DataSize = ChunkSize - ChunkHeaderSize;
        var count = (message.Length + DataSize - 1) / DataSize;

        // What has no room in so many chunks cannot be said in this protocol.
        if (count > MaxChunks)
            return;
        var chunk = new byte[ChunkSize];
        (chunk[0], chunk[1], chunk[11]) = (0x1e, 0x0f, (byte)count);
        RandomNumberGenerator.Fill(chunk.AsSpan(2, 8));
        for (var i = 0; i < count; i++)
        {
            chunk[10] = (byte)i;
            var part = message.Slice(i * DataSize, Math.Min(DataSize, message.Length - (i * DataSize)));
            part.CopyTo(chunk.AsMemory(ChunkHeaderSize));
            await connection.SendAsync(chunk.AsMemory(0, ChunkHeaderSize + part.Length), cancellation);
        }
    }
}
