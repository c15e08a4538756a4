using Gantry.Oci.Images;

namespace Gantry.Storage.Leases;

/// <summary>Keeps blobs and layers from being collected while an image is made of them.</summary>
public sealed class Lease : IDisposable
{
    private readonly LeaseBook _book;
    private readonly HashSet<Digest> _digests = [];
    private readonly Lock _gate = new();

    internal Lease(LeaseBook book) => _book = book;

    /// <summary>Holds a blob (by digest) or a layer (by chain id), whether it is here yet or not. Hold first, then look whether it is here.</summary>
    /// <param name="digest">The blob or layer.</param>
    public void Hold(Digest digest)
    {
        lock (_gate)
            if (_digests.Add(digest)) _book.Hold(digest);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _book.Release(_digests);
            _digests.Clear();
        }
    }
}
