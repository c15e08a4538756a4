using System.Security.Cryptography;
using System.Text;

namespace Gantry.Build.Solver.Steps;

/// <summary>Directories that clients' files are synchronised to, kept from one build to the next so that only changes travel. A build has its directory alone: one
/// that comes meanwhile gets another, which goes with it.</summary>
internal sealed class LocalDirectories(string root)
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>Takes a directory.</summary>
    /// <param name="key">What the files are known by; empty: they come once.</param>
    public LocalDirectory Take(string key)
    {
        Directory.CreateDirectory(root);
        var name = key.Length == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32];
        lock (_used)
        {
            if (name.Length > 0 && _used.Add(name)) return new LocalDirectory(Make(name), () => Release(name));
        }

        var once = Make($"once-{Guid.NewGuid():N}");
        return new LocalDirectory(once, () => _ = Task.Run(() => Directory.Delete(once, recursive: true)));
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

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
