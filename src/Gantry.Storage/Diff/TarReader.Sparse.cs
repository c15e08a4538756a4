using System.Text;

namespace Gantry.Storage.Diff;

internal sealed partial class TarReader
{
    private const int ExtentLimit = 1 << 20;

    /// <summary>The old GNU form: four parts in the header, 21 in each block that follows.</summary>
    private List<SparseExtent> ReadOldSparse(in TarHeader header, out long realSize)
    {
        var extents = new List<SparseExtent>();
        realSize = header.RealSize;
        Collect(header.SparseList);
        Span<byte> block = stackalloc byte[BlockSize];
        for (var more = header.IsExtended; more; more = block[504] != 0)
        {
            if (!TryReadBlock(block)) throw TarFaults.Truncated();
            Collect(block[..504]);
            if (extents.Count > ExtentLimit) throw TarFaults.TooLarge("a sparse file's map");
        }

        return extents;

        void Collect(ReadOnlySpan<byte> list)
        {
            for (; list.Length >= 24; list = list[24..])
                if (list[0] != 0) extents.Add(new SparseExtent(TarNumbers.Field(list[..12]), TarNumbers.Field(list[12..24])));
        }
    }

    /// <summary>GNU's three forms inside extended headers: repeated keys (0.0), one key (0.1), the beginning of the content (1.0).</summary>
    private IReadOnlyList<SparseExtent>? ReadPaxSparse(PaxRecords pax, ref string name, ref long realSize)
    {
        IReadOnlyList<SparseExtent>? extents;
        if (pax["GNU.sparse.major"] == "1" && pax["GNU.sparse.minor"] == "0") extents = ReadMap();
        else if (pax["GNU.sparse.map"] is { } map) extents = Pairs(map.Split(','));
        else extents = pax.Extents;
        if (extents is null) return null;
        name = pax["GNU.sparse.name"] ?? name;
        realSize = TarNumbers.Decimal(pax["GNU.sparse.realsize"] ?? pax["GNU.sparse.size"] ?? throw TarFaults.Malformed());
        return extents;
    }

    private static List<SparseExtent> Pairs(string[] numbers)
    {
        if (numbers.Length % 2 != 0) throw TarFaults.Malformed();
        return [.. numbers.Chunk(2).Select(p => new SparseExtent(TarNumbers.Decimal(p[0]), TarNumbers.Decimal(p[1])))];
    }

    /// <summary>Decimal numbers, one a line: how many parts, then offset and length of each; filled up to whole blocks.</summary>
    private List<SparseExtent> ReadMap()
    {
        var map = new List<byte>();
        var lines = 0;
        var wanted = 1L;
        while (lines < wanted)
        {
            if (_contentLeft < BlockSize) throw TarFaults.Malformed();
            for (var read = 0; read < BlockSize;)
            {
                Fill();
                var length = Math.Min(BlockSize - read, _chunk.Length);
                map.AddRange(_chunk.Span[..length]);
                _chunk = _chunk[length..];
                read += length;
            }

            _contentLeft -= BlockSize;
            if (map.Count > 32 * ExtentLimit) throw TarFaults.TooLarge("a sparse file's map");
            lines = map.Count(b => b == '\n');
            if (lines > 0) wanted = 1 + 2 * Count();
        }

        var numbers = Encoding.Latin1.GetString([.. map]).Split('\n');
        return Pairs(numbers[1..(int)wanted]);

        long Count()
        {
            var end = map.IndexOf((byte)'\n');
            var count = TarNumbers.Decimal(Encoding.Latin1.GetString([.. map.Take(end)]));
            return count is >= 0 and <= ExtentLimit ? count : throw TarFaults.TooLarge("a sparse file's map");
        }
    }

    private void CheckExtents(IReadOnlyList<SparseExtent> extents, long realSize)
    {
        long end = 0, stored = 0;
        foreach (var (offset, length) in extents)
        {
            if (offset < end || length < 0 || offset > realSize || length > realSize - offset) throw TarFaults.Malformed();
            end = offset + length;
            stored += length;
        }

        if (stored != _contentLeft) throw TarFaults.Malformed();
    }
}
