namespace Gantry.Storage.Diff;

/// <summary>A stream, piece by piece.</summary>
internal sealed class StreamChunks(Stream stream) : IChunkSource
{
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(64 * 1024);

    public ReadOnlyMemory<byte> Next() => _buffer.AsMemory(0, stream.Read(_buffer));
}
