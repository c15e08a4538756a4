using System.Text;

namespace Gantry.Storage.Diff;

/// <summary>The records of an extended header (pax(1)): "LENGTH KEY=VALUE\n". Keys and values are in the form of
/// <see cref="Linux.Files.FileName"/>.</summary>
internal sealed class PaxRecords
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Parts of sparse files of the oldest form, which repeats its keys.</summary>
    public List<SparseExtent>? Extents { get; private set; }

    /// <summary>The records with the prefix, without it.</summary>
    public IEnumerable<KeyValuePair<string, string>> WithPrefix(string prefix) => _values
        .Where(v => v.Key.StartsWith(prefix, StringComparison.Ordinal))
        .Select(v => KeyValuePair.Create(v.Key[prefix.Length..], v.Value));

    /// <summary>A record's value; null when there is none.</summary>
    public string? this[string key] => _values.GetValueOrDefault(key);

    /// <summary>Reads the content of an extended header; later records replace earlier ones, and an empty value takes one away.</summary>
    public void Read(ReadOnlySpan<byte> content)
    {
        while (content.Length > 0)
        {
            var blank = content.IndexOf((byte)' ');
            if (blank is <= 0 or > 10) throw TarFaults.Malformed();
            var length = TarNumbers.Decimal(Encoding.Latin1.GetString(content[..blank]));
            if (length <= blank + 1 || length > content.Length || content[(int)length - 1] != '\n') throw TarFaults.Malformed();
            var record = content[(blank + 1)..((int)length - 1)];
            content = content[(int)length..];
            var equals = record.IndexOf((byte)'=');
            if (equals <= 0) throw TarFaults.Malformed();
            Add(Encoding.Latin1.GetString(record[..equals]), Encoding.Latin1.GetString(record[(equals + 1)..]));
        }
    }

    private void Add(string key, string value)
    {
        switch (key)
        {
            case "GNU.sparse.offset":
                (Extents ??= []).Add(new SparseExtent(TarNumbers.Decimal(value), 0));
                break;
            case "GNU.sparse.numbytes":
                if (Extents is not [.., var last]) throw TarFaults.Malformed();
                Extents[^1] = last with { Length = TarNumbers.Decimal(value) };
                break;
            default:
                if (value.Length == 0 && !key.StartsWith("SCHILY.xattr.", StringComparison.Ordinal)) _values.Remove(key);
                else _values[key] = value;
                break;
        }
    }
}
