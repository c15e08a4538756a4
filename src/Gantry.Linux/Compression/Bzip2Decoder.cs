using System.Runtime.InteropServices;

using Gantry.Oci.Errors;

namespace Gantry.Linux.Compression;

/// <summary>Unpacks bzip2 through libbz2 (bzlib.h); streams may follow each other, as parallel compressors write them.</summary>
public sealed unsafe partial class Bzip2Decoder : Decoder
{
    private const int StreamEnd = 4; // BZ_STREAM_END

    private BzStream* _stream;
    private bool _between;

    /// <summary>Opens a decoder.</summary>
    /// <exception cref="GantryException">Unavailable: the library is missing.</exception>
    public Bzip2Decoder()
    {
        _stream = (BzStream*)NativeMemory.AllocZeroed((nuint)sizeof(BzStream));
        try
        {
            Begin();
        }
        catch (DllNotFoundException e)
        {
            throw new GantryException(ErrorKind.Unavailable, "bzip2: libbz2.so.1.0 is missing (Debian package libbz2-1.0)", e);
        }
    }

    /// <inheritdoc/>
    public override DecoderStep Decode(ReadOnlySpan<byte> input, Span<byte> output, bool last)
    {
        ObjectDisposedException.ThrowIf(_stream == null, this);
        if (_between)
        {
            if (input.IsEmpty) return new DecoderStep(0, 0, last);
            _ = BZ2_bzDecompressEnd(_stream);
            Begin();
            _between = false;
        }

        fixed (byte* from = input, to = output)
        {
            _stream->NextIn = from;
            _stream->AvailableIn = (uint)input.Length;
            _stream->NextOut = to;
            _stream->AvailableOut = (uint)output.Length;
            var result = BZ2_bzDecompress(_stream);
            var step = new DecoderStep(input.Length - (int)_stream->AvailableIn, output.Length - (int)_stream->AvailableOut, false);
            if (result is not (0 or StreamEnd)) throw new InvalidDataException($"bzip2: the data is damaged (error {result})");
            _between = result == StreamEnd;
            if (last && !_between && step is { Consumed: 0, Produced: 0 }) throw new InvalidDataException("bzip2: unexpected end of data");
            return step;
        }
    }

    /// <inheritdoc/>
    protected override void Release()
    {
        if (_stream == null) return;
        _ = BZ2_bzDecompressEnd(_stream);
        NativeMemory.Free(_stream);
        _stream = null;
    }

    private void Begin()
    {
        if (BZ2_bzDecompressInit(_stream, 0, 0) != 0) throw new GantryException(ErrorKind.Unavailable, "bzip2: no memory");
    }

    [LibraryImport("libbz2.so.1.0")]
    private static partial int BZ2_bzDecompressInit(BzStream* stream, int verbosity, int small);

    [LibraryImport("libbz2.so.1.0")]
    private static partial int BZ2_bzDecompress(BzStream* stream);

    [LibraryImport("libbz2.so.1.0")]
    private static partial int BZ2_bzDecompressEnd(BzStream* stream);

    [StructLayout(LayoutKind.Explicit, Size = 80)]
    private struct BzStream
    {
        [FieldOffset(0)] public byte* NextIn;
        [FieldOffset(8)] public uint AvailableIn;
        [FieldOffset(24)] public byte* NextOut;
        [FieldOffset(32)] public uint AvailableOut;
    }
}
