using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace Gantry.Linux.Netlink;

/// <summary>
/// Messages to send in one go, in the kernel's encoding. Each message starts with <see cref="Begin"/>, is followed by its fixed
/// header and its attributes, and ends where the next begins.
/// </summary>
public sealed class NetlinkRequest
{
    private const ushort NLM_F_REQUEST = 1;
    private const ushort NLM_F_ACK = 4;
    private const ushort NLA_F_NESTED = 0x8000;

    private readonly List<(int Start, string Subject)> _messages = [];
    private byte[] _bytes = new byte[1024];
    private int _length;

    /// <summary>All messages.</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            Close();
            return _bytes.AsSpan(0, _length);
        }
    }

    /// <summary>Starts a message the kernel acknowledges.</summary>
    /// <param name="type">Message type.</param>
    /// <param name="flags">Flags beside request and acknowledge.</param>
    /// <param name="subject">What the message is about, for the error text.</param>
    public NetlinkRequest Begin(ushort type, ushort flags, string subject)
    {
        Close();
        _messages.Add((_length, subject));
        var header = Grow(16);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], type);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], (ushort)(flags | NLM_F_REQUEST | ((flags & 0x300) == 0x300 ? 0 : NLM_F_ACK)));
        return this;
    }

    /// <summary>Appends a fixed structure.</summary>
    public NetlinkRequest Header<T>(in T header) where T : unmanaged
    {
        MemoryMarshal.Write(Grow(Marshal.SizeOf<T>()), in header);
        return this;
    }

    /// <summary>Appends an attribute.</summary>
    public NetlinkRequest Raw(ushort type, ReadOnlySpan<byte> value)
    {
        var place = Grow(4 + value.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(place, (ushort)(4 + value.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(place[2..], type);
        value.CopyTo(place[4..]);
        return this;
    }

    /// <summary>Appends a one-byte attribute.</summary>
    public NetlinkRequest Number8(ushort type, byte value) => Raw(type, [value]);

    /// <summary>Appends a two-byte attribute in the machine's order.</summary>
    public NetlinkRequest Number16(ushort type, ushort value) => Raw(type, MemoryMarshal.AsBytes(new ReadOnlySpan<ushort>(in value)));

    /// <summary>Appends a four-byte attribute in the machine's order.</summary>
    public NetlinkRequest Number32(ushort type, uint value) => Raw(type, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value)));

    /// <summary>Appends a text attribute, ended by a zero.</summary>
    public NetlinkRequest Text(ushort type, string value) => Raw(type, Encoding.UTF8.GetBytes(value + '\0'));

    /// <summary>Appends an address in network order.</summary>
    public NetlinkRequest Address(ushort type, IPAddress value) => Raw(type, value.GetAddressBytes());

    /// <summary>Appends an attribute made of attributes.</summary>
    public NetlinkRequest Nested(ushort type, Action<NetlinkRequest> content)
    {
        var start = _length;
        var place = Grow(4);
        BinaryPrimitives.WriteUInt16LittleEndian(place[2..], (ushort)(type | NLA_F_NESTED));
        content(this);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(start), (ushort)(_length - start));
        return this;
    }

    /// <summary>Writes sequence numbers from <paramref name="first"/> on; returns the last.</summary>
    internal uint Number(uint first)
    {
        for (var i = 0; i < _messages.Count; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(_messages[i].Start + 8), first + (uint)i);
        return first + (uint)_messages.Count - 1;
    }

    internal string Subject(int index) => index >= 0 && index < _messages.Count ? _messages[index].Subject : "";

    private void Close()
    {
        if (_messages is [.., var (start, _)])
            BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(start), _length - start);
    }

    private Span<byte> Grow(int size)
    {
        var aligned = (size + 3) & ~3;
        if (_length + aligned > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + aligned));
        var place = _bytes.AsSpan(_length, size);
        _length += aligned;
        return place;
    }
}
