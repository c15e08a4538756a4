using System.Text;

namespace Gantry.Storage.Diff;

/// <summary>The fields of a header block (tar(5)).</summary>
internal readonly ref struct TarHeader(ReadOnlySpan<byte> block)
{
    private readonly ReadOnlySpan<byte> _block = block;

    public char Type => (char)_block[156];

    public long Mode => TarNumbers.Field(_block.Slice(100, 8));

    public long UserId => TarNumbers.Field(_block.Slice(108, 8));

    public long GroupId => TarNumbers.Field(_block.Slice(116, 8));

    public long Size => TarNumbers.Field(_block.Slice(124, 12));

    public long Modified => TarNumbers.Field(_block.Slice(136, 12));

    public long Major => IsUstar || IsGnu ? TarNumbers.Field(_block.Slice(329, 8)) : 0;

    public long Minor => IsUstar || IsGnu ? TarNumbers.Field(_block.Slice(337, 8)) : 0;

    public string LinkName => Text(_block.Slice(157, 100));

    /// <summary>The name, with ustar's prefix.</summary>
    public string Name
    {
        get
        {
            var name = Text(_block[..100]);
            if (!IsUstar) return name;
            var prefix = Text(_block.Slice(345, 155));
            return prefix.Length == 0 ? name : $"{prefix}/{name}";
        }
    }

    /// <summary>Whether four parts of a sparse file are listed in the header and more follow (old GNU form).</summary>
    public bool IsExtended => _block[482] != 0;

    /// <summary>The size of a sparse file with its holes (old GNU form).</summary>
    public long RealSize => TarNumbers.Field(_block.Slice(483, 12));

    /// <summary>The list of a sparse file's parts (old GNU form).</summary>
    public ReadOnlySpan<byte> SparseList => _block.Slice(386, 96);

    private bool IsUstar => _block.Slice(257, 6).SequenceEqual("ustar\0"u8);

    private bool IsGnu => _block.Slice(257, 6).SequenceEqual("ustar "u8);

    /// <summary>Checks the header's sum, which some writers made of signed bytes.</summary>
    public void CheckSum()
    {
        long unsigned = 0, signed = 0;
        for (var i = 0; i < _block.Length; i++)
        {
            var value = i is >= 148 and < 156 ? (byte)' ' : _block[i];
            unsigned += value;
            signed += (sbyte)value;
        }

        var sum = TarNumbers.Field(_block.Slice(148, 8));
        if (sum != unsigned && sum != signed) throw TarFaults.Malformed();
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? field : field[..end]);
    }
}
