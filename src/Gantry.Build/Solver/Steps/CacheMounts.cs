using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

using Gantry.Build.Graph.Operations;

namespace Gantry.Build.Solver.Steps;

/// <summary>Directories that RUN keeps from one build to the next.</summary>
internal sealed class CacheMounts(string root)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _shared = new(StringComparer.Ordinal);

    /// <summary>Takes one, by its rule of sharing.</summary>
    /// <param name="mount">Which.</param>
    /// <param name="seed">What a new one begins as: caches that began differently are different ones. Empty: empty.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="cancellation">Gives up waiting for it.</param>
    public async Task<LocalDirectory> TakeAsync(CacheMount mount, string seed, string description, CancellationToken cancellation)
    {
        var taken = await TakeAsync(mount, seed, cancellation);
        DirectoryNote.Use(taken.Path, description);
        return taken;
    }

    private async Task<LocalDirectory> TakeAsync(CacheMount mount, string seed, CancellationToken cancellation)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(seed.Length == 0 ? mount.Id : $"{mount.Id}\n{seed}")))[..32];
        if (mount.Sharing == CacheMountSharing.Shared) return Shared(name);
        var gate = _gates.GetOrAdd(name, _ => new SemaphoreSlim(1));
        if (mount.Sharing == CacheMountSharing.Locked)
        {
            await gate.WaitAsync(cancellation);
            return new LocalDirectory(Make(name), () => gate.Release());
        }

        for (var number = 0; ; number++)
        {
            var own = number == 0 ? name : $"{name}-{number}";
            var free = _gates.GetOrAdd(own, _ => new SemaphoreSlim(1));
            if (await free.WaitAsync(0, cancellation)) return new LocalDirectory(Make(own), () => free.Release());
        }
    }

    /// <summary>The directories that are kept.</summary>
    public IReadOnlyList<KeptDirectory> All => !Directory.Exists(root) ? [] : [.. Directory.EnumerateDirectories(root).Select(p => new KeptDirectory(Path.GetFileName(p), p, DirectoryNote.Read(p), IsUsed(Path.GetFileName(p))))];

    /// <summary>Removes a directory, unless a step uses it.</summary>
    /// <returns>Whether it is gone.</returns>
    public bool Remove(string name)
    {
        var gate = _gates.GetOrAdd(name, _ => new SemaphoreSlim(1));
        if (!gate.Wait(0)) return false;
        try
        {
            // Who shares it takes it and gives it back under the same lock.
            lock (_shared)
            {
                var path = Path.Combine(root, name);
                if (_shared.ContainsKey(name) || !Directory.Exists(path)) return false;
                Directory.Delete(path, recursive: true);
                DirectoryNote.Remove(path);
                return true;
            }
        }
        finally
        {
            gate.Release();
        }
    }

    private bool IsUsed(string name)
    {
        lock (_shared)
            if (_shared.ContainsKey(name)) return true;
        return _gates.TryGetValue(name, out var gate) && gate.CurrentCount == 0;
    }

    private LocalDirectory Shared(string name)
    {
        lock (_shared)
        {
            _shared[name] = _shared.GetValueOrDefault(name) + 1;
            return new LocalDirectory(Make(name), () =>
            {
                lock (_shared)
                    if (--_shared[name] == 0) _shared.Remove(name);
            });
        }
    }

    private string Make(string name) => Directory.CreateDirectory(Path.Combine(root, name)).FullName;
}
