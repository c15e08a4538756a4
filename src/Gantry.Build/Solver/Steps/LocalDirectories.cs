using System.Security.Cryptography;
using System.Text;

using Gantry.Build.Contexts;

namespace Gantry.Build.Solver.Steps;

/// <summary>Directories that clients' files are synchronised to, kept from one build to the next so that only changes travel. A build has its directory alone: one
/// that comes meanwhile gets another, which goes with it.</summary>
internal sealed class LocalDirectories(string root)
{
    /// <summary>What follows a directory's name in that of its index.</summary>
    public const string IndexSuffix = ".index";

    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>Takes a directory.</summary>
    /// <param name="key">What the files are known by; empty: they come once.</param>
    /// <param name="description">What they are, for example "local source for context".</param>
    public LocalDirectory Take(string key, string description = "")
    {
        Directory.CreateDirectory(root);
        var name = key.Length == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32];
        lock (_used)
        {
            if (name.Length > 0 && _used.Add(name))
            {
                var kept = Make(name);
                DirectoryNote.Use(kept, description);
                return new LocalDirectory(kept, () => Release(name));
            }
        }

        var once = Make($"once-{Guid.NewGuid():N}");
        return new LocalDirectory(once, () => _ = Task.Run(() => Delete(once)));
    }

    /// <summary>The directories that are kept.</summary>
    public IReadOnlyList<KeptDirectory> All
    {
        get
        {
            if (!Directory.Exists(root)) return [];
            lock (_used)
                return [.. Directory.EnumerateDirectories(root).Where(p => !Path.GetFileName(p).StartsWith("once-", StringComparison.Ordinal)).Select(p => new KeptDirectory(Path.GetFileName(p), p, DirectoryNote.Read(p), _used.Contains(Path.GetFileName(p))))];
        }
    }

    /// <summary>Removes a directory, unless a build uses it.</summary>
    /// <returns>Whether it is gone.</returns>
    public bool Remove(string name)
    {
        lock (_used)
            if (!_used.Add(name)) return false;
        try
        {
            var path = Path.Combine(root, name);
            if (!Directory.Exists(path)) return false;
            Delete(path);
            return true;
        }
        finally
        {
            Release(name);
        }
    }

    private static void Delete(string directory)
    {
        DirectoryNote.Remove(directory);
        File.Delete(directory + IndexSuffix);
        Directory.Delete(directory, recursive: true);
    }

    private string Make(string name) => Directory.CreateDirectory(Path.Combine(root, name)).FullName;

    private void Release(string name)
    {
        lock (_used) _used.Remove(name);
    }
}

/// <summary>A directory that is taken, until this is disposed of.</summary>
internal sealed class LocalDirectory(string path, Action release) : IDisposable
{
    private Action? _release = release;

    public string Path { get; } = path;

    /// <summary>Opens what is known of its files' content.</summary>
    public ContentIndex OpenIndex() => ContentIndex.Open(Path + LocalDirectories.IndexSuffix);

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
