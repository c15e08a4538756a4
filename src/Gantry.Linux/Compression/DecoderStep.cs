namespace Gantry.Linux.Compression;

/// <summary>What one step of a decoder did.</summary>
/// <param name="Consumed">Compressed bytes it took.</param>
/// <param name="Produced">Plain bytes it gave.</param>
/// <param name="Ended">Whether the compressed stream is over.</param>
public readonly record struct DecoderStep(int Consumed, int Produced, bool Ended);
