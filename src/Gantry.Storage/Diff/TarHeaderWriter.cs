using System.Globalization;
using System.Text;

using Gantry.Linux.Files;

namespace Gantry.Storage.Diff;

/// <summary>Writes entries' headers: ustar, preceded by an extended header (pax) for what ustar has no room for. The same entry always
/// gives the same bytes.</summary>
internal static class TarHeaderWriter
{
    private const int BlockSize = 512;
    private const long OctalLimit11 = 0x1FFFFFFFF; // eleven octal digits: sizes and times
    private const uint OctalLimit7 = 0x1FFFFF;     // seven octal digits: ids and device numbers

    /// <summary>The archive's end.</summary>
    public static byte[] End { get; } = new byte[2 * BlockSize];

    /// <summary>How many zero bytes follow content of this size.</summary>
    public static int Padding(long size) => (int)(-size & (BlockSize - 1));

    /// <summary>The entry's headers, and for a sparse file the map that precedes its content.</summary>
    public static byte[] Encode(TarEntry entry)
    {
        var map = entry.Extents is null ? [] : SparseMap(entry.Extents);
        var stored = entry.Kind != TarEntryKind.Regular ? 0 : entry.Extents is null ? entry.Size : map.Length + entry.Extents.Sum(e => e.Length);
        var pax = Records(entry, stored);
        using var output = new MemoryStream();
        if (pax.Length > 0)
        {
            var name = $"PaxHeaders.0/{EntryPath.Split(entry.Name.TrimEnd('/')).Name}";
            output.Write(Block(new TarEntry { Name = name.Length > 100 ? name[..100] : name, Permissions = 0x1A4 }, 'x', pax.Length));
            output.Write(pax);
            output.Write(new byte[Padding(pax.Length)]);
        }

        output.Write(Block(entry, TypeFlag(entry.Kind), stored));
        output.Write(map);
        return output.ToArray();
    }

    private static char TypeFlag(TarEntryKind kind) => kind switch
    {
        TarEntryKind.HardLink => '1',
        TarEntryKind.SymbolicLink => '2',
        TarEntryKind.CharacterDevice => '3',
        TarEntryKind.BlockDevice => '4',
        TarEntryKind.Directory => '5',
        TarEntryKind.Pipe => '6',
        _ => '0',
    };

    private static byte[] Block(TarEntry entry, char type, long size)
    {
        var block = new byte[BlockSize];
        Text(entry.Name, block.AsSpan(0, 100));
        Octal(entry.Permissions, block.AsSpan(100, 8));
        Octal(entry.UserId > OctalLimit7 ? 0 : entry.UserId, block.AsSpan(108, 8));
        Octal(entry.GroupId > OctalLimit7 ? 0 : entry.GroupId, block.AsSpan(116, 8));
        Octal(size > OctalLimit11 ? 0 : size, block.AsSpan(124, 12));
        Octal(entry.Modified.Seconds is < 0 or > OctalLimit11 ? 0 : entry.Modified.Seconds, block.AsSpan(136, 12));
        block[156] = (byte)type;
        Text(entry.LinkName, block.AsSpan(157, 100));
        "ustar\0"u8.CopyTo(block.AsSpan(257));
        "00"u8.CopyTo(block.AsSpan(263));
        Octal(entry.Device.Major, block.AsSpan(329, 8));
        Octal(entry.Device.Minor, block.AsSpan(337, 8));

        block.AsSpan(148, 8).Fill((byte)' ');
        long sum = 0;
        foreach (var value in block) sum += value;
        Octal(sum, block.AsSpan(148, 7));
        return block;
    }

    private static byte[] Records(TarEntry entry, long stored)
    {
        var records = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (entry.Name.Length > 100 || !Ascii.IsValid(entry.Name)) records["path"] = entry.Name;
        if (entry.LinkName.Length > 100 || !Ascii.IsValid(entry.LinkName)) records["linkpath"] = entry.LinkName;
        if (entry.UserId > OctalLimit7) records["uid"] = entry.UserId.ToString(CultureInfo.InvariantCulture);
        if (entry.GroupId > OctalLimit7) records["gid"] = entry.GroupId.ToString(CultureInfo.InvariantCulture);
        if (stored > OctalLimit11) records["size"] = stored.ToString(CultureInfo.InvariantCulture);
        if (entry.Modified.Nanoseconds != 0 || entry.Modified.Seconds is < 0 or > OctalLimit11) records["mtime"] = Time(entry.Modified);
        foreach (var (name, value) in entry.Attributes) records[$"SCHILY.xattr.{name}"] = Encoding.Latin1.GetString(value);
        if (entry.Extents is not null)
        {
            records["GNU.sparse.major"] = "1";
            records["GNU.sparse.minor"] = "0";
            records["GNU.sparse.name"] = entry.Name;
            records["GNU.sparse.realsize"] = entry.Size.ToString(CultureInfo.InvariantCulture);
        }

        using var output = new MemoryStream();
        foreach (var (key, value) in records) output.Write(Encoding.Latin1.GetBytes(Record(key, value)));
        return output.ToArray();
    }

    /// <summary>A record begins with its own length, whose digits count.</summary>
    private static string Record(string key, string value)
    {
        var rest = key.Length + value.Length + 3;
        var length = rest + rest.ToString(CultureInfo.InvariantCulture).Length;
        length = rest + length.ToString(CultureInfo.InvariantCulture).Length;
        return $"{length} {key}={value}\n";
    }

    private static string Time(FileTime time)
    {
        var (seconds, nanoseconds) = time;
        var sign = "";
        if (seconds < 0)
        {
            sign = "-";
            seconds = nanoseconds == 0 ? -seconds : -seconds - 1;
            nanoseconds = nanoseconds == 0 ? 0 : 1_000_000_000 - nanoseconds;
        }

        var fraction = nanoseconds == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $".{nanoseconds:D9}").TrimEnd('0');
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{seconds}{fraction}");
    }

    private static byte[] SparseMap(IReadOnlyList<SparseExtent> extents)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{extents.Count}\n");
        foreach (var (offset, length) in extents) text.Append(CultureInfo.InvariantCulture, $"{offset}\n{length}\n");
        var map = new byte[text.Length + Padding(text.Length)];
        Encoding.ASCII.GetBytes(text.ToString(), map);
        return map;
    }

    private static void Text(string text, Span<byte> field) => Encoding.Latin1.GetBytes(text.AsSpan(0, Math.Min(text.Length, field.Length)), field);

    private static void Octal(long value, Span<byte> field)
    {
        for (var i = field.Length - 2; i >= 0; i--, value >>= 3) field[i] = (byte)('0' + (value & 7));
    }
}
