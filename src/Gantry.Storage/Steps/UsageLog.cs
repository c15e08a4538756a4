using System.Globalization;

namespace Gantry.Storage.Steps;

/// <summary>When builds last used results, and how often: a line for each use, <c>KEY TICKS USES</c>. The last line of a key counts. Nobody waits for the disk: what
/// a crash of the machine takes away only makes results look older than they are.</summary>
internal sealed class UsageLog(string path)
{
    private readonly Lock _writing = new();
    private int _added;

    /// <summary>All that is known, oldest line first; damaged lines count for nothing.</summary>
    public IEnumerable<(string Key, DateTimeOffset Last, int Uses)> Read()
    {
        if (!File.Exists(path)) yield break;
        foreach (var line in File.ReadLines(path))
        {
            var parts = line.Split(' ');
            if (parts.Length == 3 && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var ticks) && ticks >= 0 && ticks <= DateTime.MaxValue.Ticks
                && int.TryParse(parts[2], CultureInfo.InvariantCulture, out var uses))
                yield return (parts[0], new DateTimeOffset(ticks, TimeSpan.Zero), uses);
        }
    }

    /// <summary>Adds a use.</summary>
    /// <returns>How many were added since it was written anew.</returns>
    public int Add(StepRecord record)
    {
        lock (_writing)
        {
            try
            {
                File.AppendAllText(path, Line(record));
            }
            catch (IOException)
            {
                // The disk is full: nobody is hurt by a use that is not counted.
            }

            return ++_added;
        }
    }

    /// <summary>Writes it anew with a line for each result.</summary>
    public void Rewrite(IEnumerable<StepRecord> records)
    {
        try
        {
            lock (_writing)
            {
                _added = 0;
                File.WriteAllText(path + ".new", string.Concat(records.Select(Line)));
                File.Move(path + ".new", path, overwrite: true);
            }
        }
        catch (IOException)
        {
            // The disk is full: the old one says the same.
        }
    }

    private static string Line(StepRecord record) => string.Create(CultureInfo.InvariantCulture, $"{record.Key} {record.LastUsed.UtcTicks} {record.Uses}\n");
}
