using Gantry.Oci.Images;

namespace Gantry.Distribution.Storage;

/// <summary>Keeps what a new name stands for from being collected between the look and the naming, however long the naming takes.</summary>
internal sealed class ContentGate
{
    private readonly Lock gate = new();
    private readonly Dictionary<Digest, int> needed = [];

    /// <summary>Says that content is about to be named. What is found from now on stays until the result is disposed.</summary>
    public IDisposable Need(params IReadOnlyCollection<Digest> digests)
    {
        lock (gate)
        {
            foreach (var digest in digests)
                needed[digest] = needed.GetValueOrDefault(digest) + 1;
        }

        return new Hold(this, digests);
    }

    /// <summary>Takes content or a name for it away, unless somebody needs it. Nobody begins to need anything meanwhile, so it must be quick.</summary>
    /// <returns>What <paramref name="action"/> returns; nothing where it was not run.</returns>
    public T? Collect<T>(Digest digest, Func<T?> action)
    {
        lock (gate)
            return needed.ContainsKey(digest) ? default : action();
    }

    private void Release(IReadOnlyCollection<Digest> digests)
    {
        lock (gate)
        {
            foreach (var digest in digests)
            {
                if (--needed[digest] == 0)
                    needed.Remove(digest);
            }
        }
    }

    private sealed class Hold(ContentGate gate, IReadOnlyCollection<Digest> digests) : IDisposable
    {
        public void Dispose() => gate.Release(digests);
    }
}
