using Gantry.Oci.Errors;

namespace Gantry.Runtime.CommandLine.Commands;

/// <summary>Flags that several commands have.</summary>
internal static class CommonFlags
{
    public static RuntimeFlag Bundle { get; } = new("bundle, b", RuntimeFlagKind.Text, "path to the root of the bundle directory, defaults to the current directory");

    public static RuntimeFlag ConsoleSocket { get; } = new("console-socket", RuntimeFlagKind.Text, "path to an AF_UNIX socket which will receive a file descriptor referencing the master end of the console's pseudoterminal");

    public static RuntimeFlag PidfdSocket { get; } = new("pidfd-socket", RuntimeFlagKind.Text, "path to an AF_UNIX socket which will receive a file descriptor referencing the process");

    public static RuntimeFlag PidFile { get; } = new("pid-file", RuntimeFlagKind.Text, "specify the file to write the process id to");

    public static RuntimeFlag NoPivot { get; } = new("no-pivot", RuntimeFlagKind.Switch, "do not use pivot root to jail process inside rootfs.  This should be used whenever the rootfs is on top of a ramdisk");

    public static RuntimeFlag NoNewKeyring { get; } = new("no-new-keyring", RuntimeFlagKind.Switch, "do not create a new session keyring for the container.  This will cause the container to inherit the calling processes session key");

    public static RuntimeFlag PreserveFds { get; } = new("preserve-fds", RuntimeFlagKind.Number, "Pass N additional file descriptors to the container (stdio + $LISTEN_FDS + N in total)", "0");

    public static RuntimeFlag Detach { get; } = new("detach, d", RuntimeFlagKind.Switch, "detach from the container's process");

    public static RuntimeFlag Format { get; } = new("format, f", RuntimeFlagKind.Text, "select one of: table or json", "\"table\"");

    /// <summary>The bundle that the flags name.</summary>
    public static string BundleOf(RuntimeArguments arguments)
    {
        if (arguments.Text("bundle") is not { Length: > 0 } path)
            return Path.GetFullPath(".");
        return Directory.Exists(path) ? Path.GetFullPath(path) : throw new GantryException(ErrorKind.NotFound, $"chdir {path}: {(File.Exists(path) ? "not a directory" : "no such file or directory")}");
    }
}
