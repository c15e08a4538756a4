namespace Gantry.Storage.Diff;

/// <summary>Bytes that come in pieces.</summary>
internal interface IChunkSource
{
    /// <summary>The next piece, which stays valid until the next call; empty at the end.</summary>
    ReadOnlyMemory<byte> Next();

    /// <summary>Says that what follows will not be looked at, so that it need not be handed over.</summary>
    /// <param name="count">How many bytes from the present piece's end on.</param>
    /// <returns>How many of them the next piece starts after; zero where the source cannot leave out any.</returns>
    long Skip(long count) => 0;
}
