using Gantry.Linux.Files;

namespace Gantry.Storage.Diff;

/// <summary>Writes a layer again with times that are not later than one (reproducible-builds.org: <c>SOURCE_DATE_EPOCH</c>). All else stays.</summary>
internal static class LayerTimes
{
    /// <summary>Writes it.</summary>
    /// <param name="tar">The layer; read to its end.</param>
    /// <param name="latest">What later times become.</param>
    /// <param name="output">Takes the new layer's bytes in order.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="Oci.Errors.GantryException">Invalid: the layer.</exception>
    public static void Limit(TarReader tar, FileTime latest, Stream output, CancellationToken cancellation)
    {
        while (tar.Next() is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            var isLater = entry.Modified.Seconds > latest.Seconds || (entry.Modified.Seconds == latest.Seconds && entry.Modified.Nanoseconds > latest.Nanoseconds);
            output.Write(TarHeaderWriter.Encode(isLater ? entry with { Modified = latest } : entry));
            long stored = 0;
            for (var piece = tar.ReadContent(); !piece.IsEmpty; piece = tar.ReadContent())
            {
                output.Write(piece);
                stored += piece.Length;
            }

            output.Write(new byte[TarHeaderWriter.Padding(stored)]);
        }

        output.Write(TarHeaderWriter.End);
        tar.Drain();
    }
}
