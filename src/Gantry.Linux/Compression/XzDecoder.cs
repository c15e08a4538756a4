using System.Runtime.InteropServices;

using Gantry.Oci.Errors;

namespace Gantry.Linux.Compression;

/// <summary>Unpacks xz through liblzma (lzma/base.h, lzma/container.h); streams may follow each other.</summary>
public sealed unsafe partial class XzDecoder : Decoder
{
    private const ulong MemoryLimit = 128 << 20; // "xz -9" asks for 65 MiB
    private const uint Concatenated = 8;         // LZMA_CONCATENATED
    private const int Finish = 3;                // LZMA_FINISH

    private LzmaStream* _stream;

    /// <summary>Opens a decoder.</summary>
    /// <exception cref="GantryException">Unavailable: the library is missing.</exception>
    public XzDecoder()
    {
        _stream = (LzmaStream*)NativeMemory.AllocZeroed((nuint)sizeof(LzmaStream));
        try
        {
            if (lzma_stream_decoder(_stream, MemoryLimit, Concatenated) != 0) throw new GantryException(ErrorKind.Unavailable, "xz: no memory");
        }
        catch (DllNotFoundException e)
        {
            throw new GantryException(ErrorKind.Unavailable, "xz: liblzma.so.5 is missing (Debian package liblzma5)", e);
        }
    }

    /// <inheritdoc/>
    public override DecoderStep Decode(ReadOnlySpan<byte> input, Span<byte> output, bool last)
    {
        ObjectDisposedException.ThrowIf(_stream == null, this);
        fixed (byte* from = input, to = output)
        {
            _stream->NextIn = from;
            _stream->AvailableIn = (nuint)input.Length;
            _stream->NextOut = to;
            _stream->AvailableOut = (nuint)output.Length;
            var result = lzma_code(_stream, last ? Finish : 0);
            var step = new DecoderStep(input.Length - (int)_stream->AvailableIn, output.Length - (int)_stream->AvailableOut, result == 1);
            return result switch
            {
                0 or 1 => step,
                10 when !last || step.Produced > 0 => step, // LZMA_BUF_ERROR: nothing could be done with what was given
                5 or 6 => throw new InvalidDataException($"xz: unpacking takes more than {MemoryLimit >> 20} MiB of memory"),
                10 => throw new InvalidDataException("xz: unexpected end of data"),
                _ => throw new InvalidDataException($"xz: the data is damaged (error {result})"),
            };
        }
    }

    /// <inheritdoc/>
    protected override void Release()
    {
        if (_stream == null) return;
        lzma_end(_stream);
        NativeMemory.Free(_stream);
        _stream = null;
    }

    [LibraryImport("liblzma.so.5")]
    private static partial int lzma_stream_decoder(LzmaStream* stream, ulong memoryLimit, uint flags);

    [LibraryImport("liblzma.so.5")]
    private static partial int lzma_code(LzmaStream* stream, int action);

    [LibraryImport("liblzma.so.5")]
    private static partial void lzma_end(LzmaStream* stream);

    [StructLayout(LayoutKind.Explicit, Size = 136)]
    private struct LzmaStream
    {
        [FieldOffset(0)] public byte* NextIn;
        [FieldOffset(8)] public nuint AvailableIn;
        [FieldOffset(24)] public byte* NextOut;
        [FieldOffset(32)] public nuint AvailableOut;
    }
}
