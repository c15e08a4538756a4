namespace Gantry.Linux.Compression;

/// <summary>Unpacks compressed data piece by piece with a library of the system's.</summary>
public abstract class Decoder : IDisposable
{
    /// <summary>Takes from <paramref name="input"/> and fills <paramref name="output"/> as far as either allows.</summary>
    /// <param name="input">Compressed bytes.</param>
    /// <param name="output">Room for plain ones.</param>
    /// <param name="last">Whether no more input will come.</param>
    /// <exception cref="InvalidDataException">The data is damaged, cut, or asks for too much memory.</exception>
    public abstract DecoderStep Decode(ReadOnlySpan<byte> input, Span<byte> output, bool last);

    /// <summary>Lets go of the library's memory.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of the library's memory; may be called more than once.</summary>
    protected abstract void Release();
}
