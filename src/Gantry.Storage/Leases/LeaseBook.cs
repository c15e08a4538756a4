using System.Runtime.InteropServices;

using Gantry.Oci.Images;

namespace Gantry.Storage.Leases;

/// <summary>Who needs which blobs and layers at this moment without an image that would keep them: loads, imports, pulls. Leases die
/// with the process, and what they alone kept is collected at the next start.</summary>
public sealed class LeaseBook
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Digest, int> _held = [];

    /// <summary>Opens a lease; disposing it lets go of everything it holds.</summary>
    public Lease Take() => new(this);

    /// <summary>Runs a decision that no lease can be added to meanwhile.</summary>
    /// <param name="decide">Told whether a digest is held.</param>
    internal void Decide(Action<Func<Digest, bool>> decide)
    {
        lock (_gate) decide(_held.ContainsKey);
    }

    internal void Hold(Digest digest)
    {
        lock (_gate) CollectionsMarshal.GetValueRefOrAddDefault(_held, digest, out _)++;
    }

    internal void Release(IEnumerable<Digest> digests)
    {
        lock (_gate)
        {
            foreach (var digest in digests)
                if (--CollectionsMarshal.GetValueRefOrNullRef(_held, digest) == 0) _held.Remove(digest);
        }
    }
}
