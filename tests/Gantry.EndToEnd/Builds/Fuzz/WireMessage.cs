using System.Buffers;
using System.Text;

namespace Gantry.EndToEnd.Builds.Fuzz;

/// <summary>A message of protocol buffers, written field by field, right or wrong.</summary>
internal sealed class WireMessage
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public byte[] Bytes => _bytes.WrittenSpan.ToArray();

    public WireMessage Number(int field, long value)
    {
        Variable((ulong)field << 3);
        Variable((ulong)value);
        return this;
    }

    public WireMessage Data(int field, byte[] value)
    {
        Variable(((ulong)field << 3) | 2);
        Variable((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    public WireMessage Text(int field, string value) => Data(field, Encoding.UTF8.GetBytes(value));

    public WireMessage Message(int field, WireMessage value) => Data(field, value.Bytes);

    /// <summary>An entry of a map from texts to texts.</summary>
    public WireMessage Entry(int field, string key, string value) => Message(field, new WireMessage().Text(1, key).Text(2, value));

    private void Variable(ulong value)
    {
        for (; value >= 0x80; value >>= 7) _bytes.Write([(byte)(value | 0x80)]);
        _bytes.Write([(byte)value]);
    }
}
