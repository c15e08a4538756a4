using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Content;
using Gantry.Storage.Diff;

namespace Gantry.Storage.Images;

/// <summary>The plain content of a stored layer, piece by piece, hashed on demand.</summary>
internal sealed class LayerChunks : IChunkSource, IDisposable
{
    private const int BufferSize = 512 * 1024;
    private const long ReportInterval = 4 << 20;

    private readonly NativeBuffer _buffer = new(BufferSize);
    private readonly FileStream _file;
    private readonly Stream _plain;
    private readonly ContentHash? _hash;
    private readonly Action<long, long>? _progress;
    private long _reported;

    public LayerChunks(ContentStore content, Digest layer, bool isHashed, Action<long, long>? progress)
    {
        _file = content.OpenStream(layer);
        _plain = Decompression.Open(_file);
        _hash = isHashed ? new ContentHash("sha256") : null;
        _progress = progress;
        progress?.Invoke(0, _file.Length);
    }

    /// <summary>The digest of everything, once the end was read.</summary>
    public Digest Digest { get; private set; }

    public ReadOnlyMemory<byte> Next()
    {
        int length;
        try
        {
            length = _plain.ReadAtLeast(_buffer.GetSpan(), BufferSize, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is InvalidDataException or ZstdSharp.ZstdException or EndOfStreamException)
        {
            throw new GantryException(ErrorKind.Invalid, $"a layer's compressed data is damaged: {e.Message}", e);
        }

        _hash?.Append(_buffer.GetSpan()[..length]);
        if (length == 0 && Digest.IsEmpty && _hash is not null) Digest = _hash.Finish();
        if (_progress is not null && (length == 0 || _file.Position - _reported >= ReportInterval))
        {
            _reported = _file.Position;
            _progress(_reported, _file.Length);
        }

        return _buffer.Memory[..length];
    }

    public void Dispose()
    {
        _plain.Dispose();
        _file.Dispose();
        _hash?.Dispose();
        ((IDisposable)_buffer).Dispose();
    }
}
