using System.Buffers;
using System.Buffers.Binary;

namespace Gantry.Build.Sessions;

/// <summary>Lets one header come several times in a request. The framework's HTTP/2 client puts the values of a header into one line with commas
/// between them, which clients of BuildKit take for one value. So they are joined by a character that no value has, and on the way out, where
/// frames are bytes, each becomes a field of its own (RFC 9113, frames; RFC 7541, fields).</summary>
internal sealed class RepeatedHeaders
{
    /// <summary>Stands between values.</summary>
    public const char Separator = '\u001f';

    private const int PrefaceSize = 24;
    private const int FrameHeaderSize = 9;
    private const int FrameLimit = 16384;
    private const byte HeadersFrame = 1;
    private const byte ContinuationFrame = 9;
    private const byte EndHeaders = 4;

    private readonly byte[] _header = new byte[FrameHeaderSize];
    private readonly ArrayBufferWriter<byte> _block = new();
    private byte[] _first = [];
    private int _preface = PrefaceSize;
    private int _headerBytes;
    private int _payloadLeft;

    /// <summary>Passes what a client of HTTP/2 sends on, with fields split.</summary>
    /// <param name="sent">The next bytes of the connection, whatever they begin with.</param>
    /// <param name="output">Takes whole frames of headers, and others as they come.</param>
    public void Pass(ReadOnlySpan<byte> sent, IBufferWriter<byte> output)
    {
        while (sent.Length > 0)
        {
            if (_preface > 0)
            {
                var count = Math.Min(_preface, sent.Length);
                output.Write(sent[..count]);
                _preface -= count;
                sent = sent[count..];
            }
            else if (_headerBytes < FrameHeaderSize)
            {
                var count = Math.Min(FrameHeaderSize - _headerBytes, sent.Length);
                sent[..count].CopyTo(_header.AsSpan(_headerBytes));
                _headerBytes += count;
                sent = sent[count..];
                if (_headerBytes == FrameHeaderSize) Begin(output);
            }
            else
            {
                var count = Math.Min(_payloadLeft, sent.Length);
                if (IsHeaders) _block.Write(sent[..count]);
                else output.Write(sent[..count]);
                _payloadLeft -= count;
                sent = sent[count..];
                if (_payloadLeft == 0) End(output);
            }
        }
    }

    private bool IsHeaders => _header[3] is HeadersFrame or ContinuationFrame;

    private void Begin(IBufferWriter<byte> output)
    {
        _payloadLeft = (_header[0] << 16) | (_header[1] << 8) | _header[2];
        if (_header[3] == HeadersFrame) _first = [.. _header];
        if (!IsHeaders) output.Write(_header);
        if (_payloadLeft == 0) End(output);
    }

    private void End(IBufferWriter<byte> output)
    {
        _headerBytes = 0;
        if (!IsHeaders || (_header[4] & EndHeaders) == 0) return;
        var fields = new ArrayBufferWriter<byte>();
        Split(_block.WrittenSpan, fields);
        _block.ResetWrittenCount();
        var rest = fields.WrittenSpan;
        var (type, flags) = (_first[3], (byte)(_first[4] & ~EndHeaders));
        do
        {
            var part = rest[..Math.Min(rest.Length, FrameLimit)];
            rest = rest[part.Length..];
            var header = output.GetSpan(FrameHeaderSize);
            BinaryPrimitives.WriteInt32BigEndian(header, part.Length << 8);
            header[3] = type;
            header[4] = (byte)(flags | (rest.Length == 0 ? EndHeaders : 0));
            _first.AsSpan(5, 4).CopyTo(header[5..]);
            output.Advance(FrameHeaderSize);
            output.Write(part);
            (type, flags) = (ContinuationFrame, 0);
        }
        while (rest.Length > 0);
    }

    private static void Split(ReadOnlySpan<byte> fields, IBufferWriter<byte> output)
    {
        while (fields.Length > 0)
        {
            var kind = fields[0];
            var prefix = (kind & 0x80) != 0 ? 7 : (kind & 0x40) != 0 ? 6 : (kind & 0x20) != 0 ? 5 : 4;
            var at = 0;
            var index = Integer(fields, ref at, prefix);
            if (prefix is 7 or 5)
            {
                output.Write(fields[..at]); // a field the receiver knows by number, or the size of its table
                fields = fields[at..];
                continue;
            }

            if (index == 0) at += Text(fields[at..], out _);
            var length = Text(fields[at..], out var value);
            if (prefix == 4 && (fields[at] & 0x80) == 0 && value.Contains((byte)Separator))
            {
                foreach (var part in value.Split((byte)Separator))
                {
                    output.Write(fields[..at]);
                    Write(output, value[part]);
                }
            }
            else
            {
                output.Write(fields[..(at + length)]);
            }

            fields = fields[(at + length)..];
        }
    }

    private static int Text(ReadOnlySpan<byte> field, out ReadOnlySpan<byte> text)
    {
        var at = 0;
        var length = Integer(field, ref at, 7);
        text = field.Slice(at, length);
        return at + length;
    }

    private static int Integer(ReadOnlySpan<byte> field, ref int at, int prefix)
    {
        var most = (1 << prefix) - 1;
        var value = field[at++] & most;
        if (value < most) return value;
        for (var shift = 0; ; shift += 7)
        {
            var next = field[at++];
            value += (next & 0x7f) << shift;
            if ((next & 0x80) == 0) return value;
        }
    }

    private static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        const int most = 0x7f;
        var header = output.GetSpan(6);
        var count = 0;
        if (text.Length < most)
        {
            header[count++] = (byte)text.Length;
        }
        else
        {
            header[count++] = most;
            var rest = text.Length - most;
            for (; rest >= 0x80; rest >>= 7) header[count++] = (byte)(rest | 0x80);
            header[count++] = (byte)rest;
        }

        output.Advance(count);
        output.Write(text);
    }
}
