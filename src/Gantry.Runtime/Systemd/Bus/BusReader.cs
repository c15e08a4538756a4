using System.Buffers.Binary;
using System.Text;

namespace Gantry.Runtime.Systemd.Bus;

/// <summary>Reads values in D-Bus's wire form, little-endian.</summary>
/// <param name="bytes">What is read; alignment counts from its beginning.</param>
internal ref struct BusReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int at;

    /// <summary>Reads a value of a type.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such value.</exception>
    public BusValue Read(string type)
    {
        Align(BusSignature.Alignment(type[0]));
        return type[0] switch
        {
            'y' => new BusValue(type, Take(1)[0]),
            'b' => new BusValue(type, BinaryPrimitives.ReadUInt32LittleEndian(Take(4)) != 0),
            'n' => new BusValue(type, BinaryPrimitives.ReadInt16LittleEndian(Take(2))),
            'q' => new BusValue(type, BinaryPrimitives.ReadUInt16LittleEndian(Take(2))),
            'i' => new BusValue(type, BinaryPrimitives.ReadInt32LittleEndian(Take(4))),
            'u' or 'h' => new BusValue(type, BinaryPrimitives.ReadUInt32LittleEndian(Take(4))),
            'x' => new BusValue(type, BinaryPrimitives.ReadInt64LittleEndian(Take(8))),
            't' => new BusValue(type, BinaryPrimitives.ReadUInt64LittleEndian(Take(8))),
            'd' => new BusValue(type, BinaryPrimitives.ReadDoubleLittleEndian(Take(8))),
            's' or 'o' => new BusValue(type, Text(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))),
            'g' => new BusValue(type, Text(Take(1)[0])),
            'v' => new BusValue(type, Read(Text(Take(1)[0]))),
            'a' => Array(type),
            '(' or '{' => Structure(type),
            _ => throw new InvalidDataException($"unknown type {type}"),
        };
    }

    public void Align(int size) => at = (at + size - 1) / size * size;

    private BusValue Array(string type)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
        Align(BusSignature.Alignment(type[1]));
        if (length > bytes.Length - at)
            throw new InvalidDataException("an array is longer than its message");
        var end = at + (int)length;
        var members = new List<BusValue>();
        while (at < end)
            members.Add(Read(type[1..]));
        return new BusValue(type, members.ToArray());
    }

    private BusValue Structure(string type)
    {
        var members = new List<BusValue>();
        foreach (var member in BusSignature.Split(type[1..^1]))
            members.Add(Read(member));
        return new BusValue(type, members.ToArray());
    }

    private string Text(uint length)
    {
        if (length >= bytes.Length - at)
            throw new InvalidDataException("a text is longer than its message");
        return Encoding.UTF8.GetString(Take((int)length + 1)[..^1]);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - at)
            throw new InvalidDataException("a message ends within a value");
        at += count;
        return bytes.Slice(at - count, count);
    }
}
