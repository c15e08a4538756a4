namespace Gantry.Distribution.Storage;

/// <summary>When somebody last wanted something, kept as the time of its file.</summary>
internal static class LastUse
{
    /// <summary>Somebody wants it now.</summary>
    public static void Renew(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            // It went away in between; whoever needs it will notice.
        }
    }

    /// <summary>Whether nobody has wanted it since a moment.</summary>
    public static bool IsBefore(string path, DateTimeOffset since) => File.GetLastWriteTimeUtc(path) < since.UtcDateTime;
}
