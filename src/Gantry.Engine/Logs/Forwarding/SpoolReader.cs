using System.Buffers.Binary;
using System.Globalization;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Engine.Logs.Forwarding;

/// <summary>Reads a spool that a shim writes (<c>log.1</c>, <c>log.2</c> …), remembers on disk what was sent, and removes files that were sent whole.
/// After a crash it goes on where it was: a line may be sent twice then, none is left out.</summary>
internal sealed class SpoolReader : IDisposable
{
    private const int BatchSize = 64 << 10;
    private const string PositionName = "sent";

    private readonly string directory;
    private readonly SafeFileHandle position;
    private readonly EntryDecoder decoder = new();
    private readonly byte[] buffer = new byte[BatchSize];
    private SafeFileHandle? file;
    private int segment;
    private long offset;
    private long next;

    public SpoolReader(string directory)
    {
        this.directory = directory;
        position = File.OpenHandle(Path.Combine(directory, PositionName), FileMode.OpenOrCreate, FileAccess.ReadWrite);
        Span<byte> saved = stackalloc byte[16];
        if (RandomAccess.Read(position, saved, 0) == saved.Length)
            (segment, offset) = ((int)BinaryPrimitives.ReadInt64LittleEndian(saved), BinaryPrimitives.ReadInt64LittleEndian(saved[8..]));
        foreach (var sent in Numbers(directory).Where(n => n < segment))
            File.Delete(PathOf(sent));
        next = offset;
    }

    /// <summary>How many files wait, the present one included.</summary>
    public int Waiting => Numbers(directory).Count();

    /// <summary>The number a new writer begins with: above all that were ever written.</summary>
    public static int NextNumber(string directory)
    {
        using var reader = new SpoolReader(directory);
        return Math.Max(reader.segment, Numbers(directory).DefaultIfEmpty(0).Max()) + 1;
    }

    /// <summary>The next lines; none: there are no more at present. The same ones again until they are committed.</summary>
    public List<LogMessage> Read()
    {
        var lines = new List<LogMessage>();
        while (lines.Count == 0)
        {
            // Asked first: a file with a successor is complete.
            var successor = Numbers(directory).Where(n => n > segment).DefaultIfEmpty(0).Min();
            if (Fill(lines) || successor == 0)
                break;
            Advance(successor);
        }

        return lines;
    }

    /// <summary>What was read last has been sent.</summary>
    public void Commit()
    {
        offset = next;
        Save();
    }

    /// <summary>Gives the oldest file up.</summary>
    public void Discard()
    {
        if (Numbers(directory).Where(n => n > segment).DefaultIfEmpty(0).Min() is > 0 and var successor)
            Advance(successor);
    }

    public void Dispose()
    {
        file?.Dispose();
        position.Dispose();
    }

    private bool Fill(List<LogMessage> lines)
    {
        if (file is null && File.Exists(PathOf(segment)))
            file = File.OpenHandle(PathOf(segment), share: FileShare.ReadWrite | FileShare.Delete);
        if (file is null)
            return false;
        next = offset;
        var read = RandomAccess.Read(file, buffer, offset);
        for (var at = 0; at < read;)
        {
            var used = decoder.Read(buffer.AsSpan(at, read - at), out var valid);
            if (used == 0)
                break;
            if (valid)
                lines.Add(new LogMessage(decoder.Content.ToArray(), decoder.Stream == 2, decoder.Time, decoder.Part, decoder.IsLast, decoder.PartId));
            at += used;
            next = offset + at;
        }

        return lines.Count > 0;
    }

    private void Advance(int successor)
    {
        var done = segment;
        file?.Dispose();
        file = null;
        (segment, offset, next) = (successor, 0, 0);
        Save();
        File.Delete(PathOf(done));
    }

    private void Save()
    {
        Span<byte> saved = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(saved, segment);
        BinaryPrimitives.WriteInt64LittleEndian(saved[8..], offset);
        RandomAccess.Write(position, saved, 0);
    }

    private string PathOf(int number) => Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"log.{number}"));

    private static IEnumerable<int> Numbers(string directory)
    {
        foreach (var path in Directory.EnumerateFiles(directory, "log.*"))
        {
            if (int.TryParse(Path.GetExtension(path.AsSpan())[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                yield return number;
        }
    }
}
