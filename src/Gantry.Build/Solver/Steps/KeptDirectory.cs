using System.Globalization;

namespace Gantry.Build.Solver.Steps;

/// <summary>A directory that is kept from one build to the next.</summary>
/// <param name="Name">Its name: at least 25 hexadecimal digits.</param>
/// <param name="Path">Where it is.</param>
/// <param name="About">What is known of it.</param>
/// <param name="InUse">Whether a build uses it now.</param>
internal sealed record KeptDirectory(string Name, string Path, DirectoryNote About, bool InUse);

/// <summary>What is known of a kept directory: <c>NAME.about</c> beside it.</summary>
/// <param name="Description">What it is for.</param>
/// <param name="Created">When it was made.</param>
/// <param name="LastUsed">When a build last used it.</param>
/// <param name="Uses">How often builds used it.</param>
internal sealed record DirectoryNote(string Description, DateTimeOffset Created, DateTimeOffset LastUsed, int Uses)
{
    private const string Suffix = ".about";

    /// <summary>Reads the note of a directory; one that is missing or damaged is made up from the directory's times.</summary>
    public static DirectoryNote Read(string directory)
    {
        try
        {
            var lines = File.ReadAllLines(directory + Suffix);
            if (lines.Length >= 4 && Time(lines[0]) is { } created && Time(lines[1]) is { } used && int.TryParse(lines[2], CultureInfo.InvariantCulture, out var uses))
                return new DirectoryNote(string.Join('\n', lines.Skip(3)), created, used, uses);
        }
        catch (IOException)
        {
            // There is none.
        }

        var time = new DateTimeOffset(Directory.GetLastWriteTimeUtc(directory), TimeSpan.Zero);
        return new DirectoryNote("", time, time, 0);
    }

    /// <summary>Notes that a build uses a directory.</summary>
    public static void Use(string directory, string description)
    {
        var now = DateTimeOffset.UtcNow;
        var note = File.Exists(directory + Suffix) ? Read(directory) : new DirectoryNote(description, now, now, 0);
        try
        {
            File.WriteAllLines(directory + Suffix, [Text(note.Created), Text(now), (note.Uses + 1).ToString(CultureInfo.InvariantCulture), description]);
        }
        catch (IOException)
        {
            // The disk is full: nobody is hurt by a use that is not counted.
        }
    }

    /// <summary>Removes the note of a directory.</summary>
    public static void Remove(string directory) => File.Delete(directory + Suffix);

    private static string Text(DateTimeOffset time) => time.UtcTicks.ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(string text) =>
        long.TryParse(text, CultureInfo.InvariantCulture, out var ticks) && ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
}
