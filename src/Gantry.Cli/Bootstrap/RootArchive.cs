namespace Gantry.Cli.Bootstrap;

/// <summary>Reads a root file system as a tar archive, in a fixed order, with numeric owners.</summary>
internal static class RootArchive
{
    public static Task ReadAsync(string root, bool ownedByRoot, Func<Stream, Task> consume, CancellationToken cancellation)
    {
        List<string> arguments = ["-C", root, "--sort=name", "--numeric-owner", "--xattrs", "--one-file-system"];
        if (ownedByRoot)
            arguments.AddRange(["--owner=0", "--group=0"]);
        arguments.AddRange(["-c", "."]);
        return Tool.StreamAsync(Tool.Require("tar", "tar"), arguments, "/", consume, cancellation);
    }
}
