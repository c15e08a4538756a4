using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;

namespace Gantry.Storage.Diff;

internal sealed partial class LayerApplier
{
    private void AddWhiteout(string path, string directory, string name)
    {
        if (name == Whiteouts.Opaque)
        {
            CheckAttribute(ExtendedAttributes.TrySet(_parents.Get(directory), "", ExtendedAttributes.Opaque, "y"u8), path);
            return;
        }

        if (name.StartsWith(Whiteouts.MetadataPrefix, StringComparison.Ordinal)) return;
        var hidden = name[Whiteouts.Prefix.Length..];
        if (hidden is "" or "." or "..") throw new GantryException(ErrorKind.Invalid, $"invalid whiteout entry \"{FileName.ToText(path)}\"");

        _space?.Count(0, 1);
        var parent = _parents.Get(directory);
        var errno = At.TryMakeNode(parent, hidden, FileKind.CharacterDevice, 0, default);
        if (errno == 0)
        {
            _entries++;
            return;
        }

        if (errno != Errno.EEXIST) throw new KernelException("mknod", FileName.ToText(path), errno);
        // A whiteout speaks about the layers below. What this layer itself has under the name stays, and a directory hides the lower one.
        if (At.Status(parent, hidden).IsDirectory)
            CheckAttribute(ExtendedAttributes.TrySet(parent, hidden, ExtendedAttributes.Opaque, "y"u8), path);
    }
}
