using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

using Gantry.Build.Graph.Operations;

namespace Gantry.Build.Solver.Steps;

/// <summary>Directories that RUN keeps from one build to the next.</summary>
internal sealed class CacheMounts(string root)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);

    /// <summary>Takes one, by its rule of sharing.</summary>
    public async Task<LocalDirectory> TakeAsync(CacheMount mount, CancellationToken cancellation)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(mount.Id)))[..32];
        if (mount.Sharing == CacheMountSharing.Shared) return new LocalDirectory(Make(name), () => { });
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

    /// <summary>Removes all that no step uses.</summary>
    public void Clear()
    {
        if (!Directory.Exists(root)) return;
        foreach (var path in Directory.EnumerateDirectories(root))
        {
            var gate = _gates.GetOrAdd(Path.GetFileName(path), _ => new SemaphoreSlim(1));
            if (!gate.Wait(0)) continue;
            try
            {
                Directory.Delete(path, recursive: true);
            }
            finally
            {
                gate.Release();
            }
        }
    }

    private string Make(string name) => Directory.CreateDirectory(Path.Combine(root, name)).FullName;
}
