namespace Gantry.Distribution.Collection;

/// <summary>What a collection has removed.</summary>
/// <param name="Contents">Pieces of content.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Uploads">Uploads nobody went on with.</param>
public sealed record Collected(int Contents, long Bytes, int Uploads)
{
    /// <inheritdoc/>
    public override string ToString() => $"removed {Contents} pieces of content of {Bytes} bytes, and {Uploads} abandoned uploads";
}
