using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Compose.Remotes;

/// <summary>Where files that were fetched from elsewhere are kept, by what they are known by: a digest or a commit. Docker's Compose keeps its own there too.</summary>
internal static class RemoteCache
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The directory of something, filled by <paramref name="fill"/> where it is not there yet: whole or not at all.</summary>
    /// <exception cref="CliException">There is no place for it.</exception>
    public static async Task<string> KeepAsync(string key, Func<string, Task> fill)
    {
        var place = Path.Combine(Folder, key);
        if (Directory.Exists(place))
            return place;
        Directory.CreateDirectory(Folder, OwnerOnly);
        var partial = Directory.CreateDirectory(Path.Combine(Folder, $".{key}.{Guid.NewGuid():n}"), OwnerOnly).FullName;
        try
        {
            await fill(partial);
            Directory.Move(partial, place);
        }
        catch (IOException) when (Directory.Exists(place))
        {
            // Another was faster, with the same.
        }
        finally
        {
            if (Directory.Exists(partial))
                Directory.Delete(partial, recursive: true);
        }

        return place;
    }

    private static string Folder => Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { } cache ? Path.Combine(cache, "docker-compose")
        : Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".cache", "docker-compose")
        : throw new CliException("initializing remote resource cache: $HOME is not defined");
}
