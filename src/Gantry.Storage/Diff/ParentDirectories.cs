using Gantry.Linux.Paths;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Storage.Diff;

/// <summary>Open parents of the entries of an archive: neighbours share theirs, so most are opened once. Resolved by the kernel inside
/// the tree. Whoever removes or replaces a directory or a symbolic link must call <see cref="Forget"/>.</summary>
internal sealed class ParentDirectories(RootedDirectory tree) : IDisposable
{
    private const int Limit = 64;

    private readonly Dictionary<string, SafeFileHandle> _open = new(StringComparer.Ordinal);

    /// <summary>The directory at a clean path, made with its parents where it is missing. Valid until <see cref="Forget"/> or the next call.</summary>
    public SafeFileHandle Get(string path)
    {
        if (_open.TryGetValue(path, out var known)) return known;
        if (_open.Count >= Limit) Forget();
        var opened = tree.EnsureDirectory(path);
        _open.Add(path, opened);
        return opened;
    }

    /// <summary>Closes everything.</summary>
    public void Forget()
    {
        foreach (var handle in _open.Values) handle.Dispose();
        _open.Clear();
    }

    public void Dispose() => Forget();
}
