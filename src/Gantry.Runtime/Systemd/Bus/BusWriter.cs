using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Gantry.Runtime.Systemd.Bus;

/// <summary>Writes values in D-Bus's wire form, little-endian: each aligned to its size, counted from the beginning.</summary>
internal sealed class BusWriter
{
    private readonly List<byte> written = [];

    public byte[] ToArray() => [.. written];

    public void Write(BusValue value)
    {
        Align(BusSignature.Alignment(value.Signature[0]));
        switch (value.Value)
        {
            case byte number:
                written.Add(number);
                break;
            case bool truth:
                Number(truth ? 1u : 0u, 4);
                break;
            case short or ushort:
                Number(unchecked((ulong)Convert.ToInt64(value.Value)), 2);
                break;
            case int or uint:
                Number(unchecked((ulong)Convert.ToInt64(value.Value)), 4);
                break;
            case long number:
                Number(unchecked((ulong)number), 8);
                break;
            case ulong number:
                Number(number, 8);
                break;
            case double number:
                Number(BitConverter.DoubleToUInt64Bits(number), 8);
                break;
            case string text:
                Text(value.Signature[0], text);
                break;
            case BusValue within:
                Text('g', within.Signature);
                Write(within);
                break;
            case BusValue[] members when value.Signature[0] == 'a':
                Array(value.Signature[1], members);
                break;
            case BusValue[] members:
                foreach (var member in members)
                    Write(member);
                break;
            default:
                throw new InvalidOperationException($"no wire form of {value.Value.GetType()}");
        }
    }

    public void Align(int size)
    {
        while (written.Count % size != 0)
            written.Add(0);
    }

    public void Bytes(byte[] bytes) => written.AddRange(bytes);

    private void Text(char type, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Number((uint)bytes.Length, type == 'g' ? 1 : 4);
        written.AddRange(bytes);
        written.Add(0);
    }

    /// <summary>The length does not count what aligns the first member.</summary>
    private void Array(char member, BusValue[] members)
    {
        var at = written.Count;
        Number(0, 4);
        Align(BusSignature.Alignment(member));
        var first = written.Count;
        foreach (var one in members)
            Write(one);
        BinaryPrimitives.WriteUInt32LittleEndian(CollectionsMarshal.AsSpan(written)[at..], (uint)(written.Count - first));
    }

    private void Number(ulong number, int size)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
        written.AddRange(bytes[..size]);
    }
}
