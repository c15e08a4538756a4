using System.Globalization;
using System.Text;

namespace Gantry.Cli.Client;

/// <summary>Status and headers of an HTTP/1.1 answer read by hand, with the bytes that came right behind them.</summary>
internal sealed record AnswerHead(int Status, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Rest)
{
    private const int LongestHead = 64 * 1024;

    /// <exception cref="IOException">The engine closed too early, or the head is longer than any should be.</exception>
    public static AnswerHead Read(Stream connection)
    {
        var buffer = new byte[LongestHead];
        var filled = 0;
        int end;
        while ((end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            var count = filled < buffer.Length ? connection.Read(buffer.AsSpan(filled)) : 0;
            if (count == 0)
                throw new IOException("the engine closed the connection in the middle of its answer");
            filled += count;
        }

        var lines = Encoding.Latin1.GetString(buffer, 0, end).Split("\r\n");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            if (line.Split(':', 2) is [var name, var value])
                headers.TryAdd(name, value.Trim());
        }

        var status = lines[0].Split(' ') is [_, var code, ..] && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return new AnswerHead(status, headers, buffer.AsMemory(end + 4, filled - end - 4));
    }

    /// <summary>Reads an error's body: as long as announced, to the last chunk, or until the engine closes.</summary>
    public byte[] ReadBody(Stream connection)
    {
        var body = new MemoryStream();
        body.Write(Rest.Span);
        var chunked = Headers.GetValueOrDefault("Transfer-Encoding") == "chunked";
        var length = long.TryParse(Headers.GetValueOrDefault("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : long.MaxValue;
        var buffer = new byte[4096];
        while (body.Length < length && !(chunked && body.GetBuffer().AsSpan(0, (int)body.Length).EndsWith("0\r\n\r\n"u8)))
        {
            var count = connection.Read(buffer);
            if (count == 0)
                break;
            body.Write(buffer, 0, count);
        }

        return chunked ? Unchunk(body.ToArray()) : body.ToArray();
    }

    private static byte[] Unchunk(ReadOnlySpan<byte> chunked)
    {
        var plain = new MemoryStream();
        while (chunked.IndexOf("\r\n"u8) is > 0 and var end
            && int.TryParse(chunked[..end], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var length)
            && length > 0 && chunked.Length >= end + 2 + length)
        {
            plain.Write(chunked.Slice(end + 2, length));
            chunked = chunked[Math.Min(chunked.Length, end + 4 + length)..];
        }

        return plain.ToArray();
    }
}
