namespace Gantry.Distribution.Blobs;

/// <summary>A blob's bytes, wherever they are; several may be read at once.</summary>
internal abstract class BlobReader : IDisposable
{
    /// <summary>The blob's size in bytes.</summary>
    public abstract long Size { get; }

    /// <summary>Says which part is going to be read. Returns when its first bytes are to be had.</summary>
    /// <param name="first">The first byte.</param>
    /// <param name="length">How many.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">They do not come.</exception>
    public virtual ValueTask BeginAsync(long first, long length, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>Reads some bytes, at least one.</summary>
    /// <param name="into">Where they go.</param>
    /// <param name="offset">The first one wanted; before the end.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>How many.</returns>
    /// <exception cref="IOException">They do not come.</exception>
    public abstract ValueTask<int> ReadAsync(Memory<byte> into, long offset, CancellationToken cancellation);

    public abstract void Dispose();
}
