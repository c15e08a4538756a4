using System.Buffers.Binary;
using System.Text;

namespace Gantry.Linux.Netlink;

/// <summary>The attributes of a message, read in order.</summary>
public readonly ref struct NetlinkAttributes(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Starts reading.</summary>
    public Enumerator GetEnumerator() => new(_bytes);

    /// <summary>Reads attribute by attribute; a damaged length ends it.</summary>
    public ref struct Enumerator(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        /// <summary>The attribute at hand.</summary>
        public NetlinkAttribute Current { get; private set; }

        /// <summary>Goes on to the next.</summary>
        public bool MoveNext()
        {
            if (_rest.Length < 4)
                return false;
            var length = BinaryPrimitives.ReadUInt16LittleEndian(_rest);
            if (length < 4 || length > _rest.Length)
                return false;
            Current = new NetlinkAttribute((ushort)(BinaryPrimitives.ReadUInt16LittleEndian(_rest[2..]) & 0x3fff), _rest[4..length]);
            _rest = _rest[Math.Min(_rest.Length, (length + 3) & ~3)..];
            return true;
        }
    }
}

/// <summary>One attribute.</summary>
public readonly ref struct NetlinkAttribute(ushort type, ReadOnlySpan<byte> value)
{
    /// <summary>Its type, without flags.</summary>
    public ushort Type { get; } = type;

    /// <summary>Its bytes.</summary>
    public ReadOnlySpan<byte> Value { get; } = value;

    /// <summary>Its value as text.</summary>
    public string Text => Encoding.UTF8.GetString(Value.TrimEnd((byte)0));

    /// <summary>Its value as a number in the machine's order.</summary>
    public uint Number32 => BinaryPrimitives.ReadUInt32LittleEndian(Value);

    /// <summary>The attributes it is made of.</summary>
    public NetlinkAttributes Nested => new(Value);
}
