using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

using Gantry.Linux.Files;

namespace Gantry.Build.Contexts;

/// <summary>What goes into the digest of a tree for one of its entries: name, kind, permissions, owner, size, device, extended attributes, and its payload: a file's
/// content, a directory's entries, a link's target.</summary>
internal static class EntryDigest
{
    private const int FieldsSize = 36;
    private const int HashSize = 32;

    /// <summary>Adds an entry.</summary>
    /// <param name="hash">The digest of its directory.</param>
    /// <param name="name">Its name, a character for each byte; empty for the root.</param>
    /// <param name="traits">What it is; default: a directory that counts only for what is in it.</param>
    /// <param name="attributes">The digest of its extended attributes; zero: none.</param>
    /// <param name="payload">The digest of its payload.</param>
    public static void Append(IncrementalHash hash, string name, in EntryTraits traits, Hash256 attributes, Hash256 payload)
    {
        var length = name.Length + 1 + FieldsSize + (2 * HashSize);
        Span<byte> record = length <= 512 ? stackalloc byte[length] : new byte[length];
        record.Clear();
        Encoding.Latin1.GetBytes(name, record);
        var fields = record[(name.Length + 1)..];
        BinaryPrimitives.WriteUInt32LittleEndian(fields, (uint)traits.Kind);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[4..], traits.Permissions);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[8..], traits.UserId);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[12..], traits.GroupId);
        BinaryPrimitives.WriteInt64LittleEndian(fields[16..], traits.Kind == FileKind.Regular ? traits.Size : 0);
        BinaryPrimitives.WriteUInt64LittleEndian(fields[24..], traits.Kind is FileKind.CharacterDevice or FileKind.BlockDevice ? traits.Node.Packed : 0);
        attributes.CopyTo(fields[FieldsSize..]);
        payload.CopyTo(fields[(FieldsSize + HashSize)..]);
        hash.AppendData(record);
    }

    /// <summary>The digest of extended attributes; zero: there are none.</summary>
    /// <param name="attributes">Names, a character for each byte, and values.</param>
    public static Hash256 OfAttributes(IEnumerable<(string Name, ReadOnlyMemory<byte> Value)> attributes)
    {
        IncrementalHash? hash = null;
        foreach (var (name, value) in attributes.OrderBy(a => a.Name, StringComparer.Ordinal))
        {
            hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(Encoding.Latin1.GetBytes($"{name}={value.Length}:"));
            hash.AppendData(value.Span);
        }

        if (hash is null) return default;
        using (hash) return Hash256.Of(hash);
    }

    /// <summary>The digest of a link's target.</summary>
    /// <param name="target">The target, a character for each byte.</param>
    public static Hash256 OfTarget(string target) => Hash256.Of(Encoding.Latin1.GetBytes(target));
}

/// <summary>What an entry of a tree is.</summary>
internal readonly record struct EntryTraits(FileKind Kind, uint Permissions, uint UserId, uint GroupId, long Size, DeviceNumber Node)
{
    public static EntryTraits Of(in FileStatus status) => new(status.Kind, status.Permissions, status.UserId, status.GroupId, status.Size, status.Node);
}
