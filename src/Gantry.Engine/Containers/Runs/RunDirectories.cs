using Gantry.Engine.Hosting;

namespace Gantry.Engine.Containers.Runs;

/// <summary>Where running processes keep their sockets and exit statuses, under the exec root.</summary>
internal sealed class RunDirectories
{
    private readonly string containers;
    private readonly string sessions;

    public RunDirectories(EngineOptions options)
    {
        containers = Path.Combine(options.ExecRoot, "containers");
        sessions = Path.Combine(options.ExecRoot, "exec");
        Root = Path.Combine(options.ExecRoot, "rootfs");
        foreach (var directory in (ReadOnlySpan<string>)[containers, sessions, Root])
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

    public IEnumerable<string> ContainerIds => Directory.EnumerateDirectories(containers).Select(d => Path.GetFileName(d)!);

    public IEnumerable<string> SessionIds => Directory.EnumerateDirectories(sessions).Select(d => Path.GetFileName(d)!);
}
