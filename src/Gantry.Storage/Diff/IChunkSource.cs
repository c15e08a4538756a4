namespace Gantry.Storage.Diff;

/// <summary>Bytes that come in pieces.</summary>
internal interface IChunkSource
{
    /// <summary>The next piece, which stays valid until the next call; empty at the end.</summary>
    ReadOnlyMemory<byte> Next();
}
