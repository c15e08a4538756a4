using Gantry.Engine.Hosting;

namespace Gantry.Engine.Containers.Runs;

/// <summary>Where running processes keep their sockets and exit statuses, under the exec root.</summary>
internal sealed class RunDirectories
{
    private readonly string containers;
    private readonly string ended;
    private readonly string sessions;

    public RunDirectories(EngineOptions options)
    {
        containers = Path.Combine(options.ExecRoot, "containers");
        ended = Path.Combine(options.ExecRoot, "ended");
        sessions = Path.Combine(options.ExecRoot, "exec");
        Root = Path.Combine(options.ExecRoot, "rootfs");
        foreach (var directory in (ReadOnlySpan<string>)[containers, ended, sessions, Root])
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    /// <summary>The one directory on which each container, in its own mount namespace, mounts its root file system.</summary>
    public string Root { get; }

    public string OfContainer(string id) => Path.Combine(containers, id);

    public string OfSession(string id) => Path.Combine(sessions, id);

    public static string Make(string directory) => Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;

    public static void Delete(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
        }
    }

    /// <summary>Puts the directory of a run whose end is recorded aside: from now on it only tells that the run may have left a cgroup.</summary>
    public void Retire(string id)
    {
        var aside = Path.Combine(ended, id);
        if (Directory.Exists(aside))
            Delete(OfContainer(id));
        else if (Directory.Exists(OfContainer(id)))
            Directory.Move(OfContainer(id), aside);
    }

    /// <summary>Removes all that is here of a container's runs, after their cgroups are gone.</summary>
    public void DeleteRuns(string id)
    {
        Delete(OfContainer(id));
        Delete(Path.Combine(ended, id));
    }

    /// <summary>Containers with a run that goes on, was interrupted, or was not cleared to the end.</summary>
    public IEnumerable<string> ContainerIds =>
        Directory.EnumerateDirectories(containers).Concat(Directory.EnumerateDirectories(ended)).Select(d => Path.GetFileName(d)!).Distinct();

    public IEnumerable<string> SessionIds => Directory.EnumerateDirectories(sessions).Select(d => Path.GetFileName(d)!);
}
