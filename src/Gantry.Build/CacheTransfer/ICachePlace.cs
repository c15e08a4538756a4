using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Build.CacheTransfer;

/// <summary>Where a cache is kept outside.</summary>
internal interface ICachePlace
{
    /// <summary>What progress calls it.</summary>
    string Name { get; }

    /// <summary>Puts a blob there, unless it is there.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="open">Opens its bytes.</param>
    /// <param name="cancellation">Gives up.</param>
    Task PutAsync(Descriptor blob, Func<Stream> open, CancellationToken cancellation);

    /// <summary>Puts the manifest there, under the place's name.</summary>
    Task PutManifestAsync(Descriptor manifest, byte[] content, CancellationToken cancellation);

    /// <summary>The manifest that is there.</summary>
    /// <exception cref="GantryException">NotFound: there is none.</exception>
    Task<(string MediaType, byte[] Content)> ManifestAsync(CancellationToken cancellation);

    /// <summary>Another manifest, that an index names.</summary>
    Task<byte[]> ManifestAsync(Descriptor manifest, CancellationToken cancellation);

    /// <summary>A small blob, verified.</summary>
    Task<byte[]> DocumentAsync(Descriptor blob, CancellationToken cancellation);

    /// <summary>Opens a blob from a byte on.</summary>
    Task<Stream> OpenAsync(Descriptor blob, long from, CancellationToken cancellation);
}
