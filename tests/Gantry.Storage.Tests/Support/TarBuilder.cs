using System.Text;

using Gantry.Linux.Files;
using Gantry.Storage.Diff;

namespace Gantry.Storage.Tests.Support;

/// <summary>Makes tars, honest and hostile ones.</summary>
internal sealed class TarBuilder
{
    private readonly List<byte> _bytes = [];

    public static TarBuilder New => new();

    public TarBuilder File(string name, string content = "", uint permissions = 0x1A4) => File(name, Encoding.UTF8.GetBytes(content), permissions);

    public TarBuilder File(string name, byte[] content, uint permissions = 0x1A4) =>
        Add(new TarEntry { Name = name, Size = content.Length, Permissions = permissions }, content);

    public TarBuilder Directory(string name, uint permissions = 0x1ED) => Add(new TarEntry { Kind = TarEntryKind.Directory, Name = name, Permissions = permissions });

    public TarBuilder Link(string name, string target) => Add(new TarEntry { Kind = TarEntryKind.SymbolicLink, Name = name, LinkName = target, Permissions = 0x1FF });

    public TarBuilder HardLink(string name, string target) => Add(new TarEntry { Kind = TarEntryKind.HardLink, Name = name, LinkName = target });

    public TarBuilder Device(string name, TarEntryKind kind, uint major, uint minor) =>
        Add(new TarEntry { Kind = kind, Name = name, Device = new DeviceNumber(major, minor), Permissions = 0x1B6 });

    public TarBuilder Add(TarEntry entry, byte[]? content = null)
    {
        _bytes.AddRange(TarHeaderWriter.Encode(entry));
        if (content is null) return this;
        _bytes.AddRange(content);
        _bytes.AddRange(new byte[TarHeaderWriter.Padding(content.Length)]);
        return this;
    }

    public TarBuilder Raw(byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>The bytes so far, without the archive's end.</summary>
    public byte[] Open() => _bytes.ToArray();

    public byte[] Build() => [.. _bytes.ToArray(), .. TarHeaderWriter.End];

    public MemoryStream Stream() => new(Build());
}
