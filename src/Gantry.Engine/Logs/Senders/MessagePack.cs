using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Gantry.Engine.Logs.Senders;

/// <summary>Writes the kinds of values that fluentd's forward protocol needs (the MessagePack specification).</summary>
internal static class MessagePack
{
    public static void Array(ArrayBufferWriter<byte> to, int count) => Byte(to, (byte)(0x90 | count));

    public static void Map(ArrayBufferWriter<byte> to, int count)
    {
        if (count < 16)
        {
            Byte(to, (byte)(0x80 | count));
            return;
        }

        var span = to.GetSpan(3);
        span[0] = 0xde;
        BinaryPrimitives.WriteUInt16BigEndian(span[1..], (ushort)count);
        to.Advance(3);
    }

    public static void Text(ArrayBufferWriter<byte> to, string text) => Text(to, Encoding.UTF8.GetBytes(text));

    public static void Text(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> text)
    {
        var head = to.GetSpan(5);
        int size;
        switch (text.Length)
        {
            case < 32:
                (head[0], size) = ((byte)(0xa0 | text.Length), 1);
                break;
            case <= byte.MaxValue:
                (head[0], head[1], size) = (0xd9, (byte)text.Length, 2);
                break;
            case <= ushort.MaxValue:
                (head[0], size) = (0xda, 3);
                BinaryPrimitives.WriteUInt16BigEndian(head[1..], (ushort)text.Length);
                break;
            default:
                (head[0], size) = (0xdb, 5);
                BinaryPrimitives.WriteUInt32BigEndian(head[1..], (uint)text.Length);
                break;
        }

        to.Advance(size);
        to.Write(text);
    }

    public static void Number(ArrayBufferWriter<byte> to, long value)
    {
        var span = to.GetSpan(9);
        span[0] = 0xd3;
        BinaryPrimitives.WriteInt64BigEndian(span[1..], value);
        to.Advance(9);
    }

    /// <summary>fluentd's time with nanoseconds: extension 0 of eight bytes.</summary>
    public static void EventTime(ArrayBufferWriter<byte> to, long nanoseconds)
    {
        var (seconds, fraction) = Math.DivRem(nanoseconds, 1_000_000_000);
        var span = to.GetSpan(10);
        span[0] = 0xd7;
        span[1] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(span[2..], (uint)seconds);
        BinaryPrimitives.WriteUInt32BigEndian(span[6..], (uint)fraction);
        to.Advance(10);
    }

    private static void Byte(ArrayBufferWriter<byte> to, byte value)
    {
        to.GetSpan(1)[0] = value;
        to.Advance(1);
    }
}
