namespace Gantry.Engine.Logs;

/// <summary>Fields of a protocol buffer: numbers and texts, which is all a log's entries have.</summary>
internal static class ProtocolBuffer
{
    /// <summary>Takes the next field off; false when there is none that can be read.</summary>
    public static bool TryField(ref ReadOnlySpan<byte> data, out int field, out ulong number, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        number = 0;
        field = 0;
        if (!TryNumber(ref data, out var tag))
            return false;
        field = (int)(tag >> 3);
        switch (tag & 7)
        {
            case 0:
                return TryNumber(ref data, out number);
            case 2 when TryNumber(ref data, out var length) && length <= (ulong)data.Length:
                bytes = data[..(int)length];
                data = data[(int)length..];
                return true;
            default:
                return false;
        }
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> data, out ulong number)
    {
        number = 0;
        for (var i = 0; i < data.Length && i < 10; i++)
        {
            number |= (ulong)(data[i] & 0x7f) << (7 * i);
            if (data[i] >= 0x80)
                continue;
            data = data[(i + 1)..];
            return true;
        }

        return false;
    }
}
