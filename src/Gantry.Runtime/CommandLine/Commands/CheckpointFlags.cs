using Gantry.Oci.Errors;

namespace Gantry.Runtime.CommandLine.Commands;

/// <summary>What checkpointing and restoring have in common.</summary>
internal static class CheckpointFlags
{
    private static readonly string[] Passed =
    [
        "tcp-established", "tcp-skip-in-flight", "link-remap", "ext-unix-sk", "shell-job", "lazy-pages", "file-locks", "leave-running", "auto-dedup",
    ];

    public static IReadOnlyList<RuntimeFlag> Shared { get; } =
    [
        new("image-path", RuntimeFlagKind.Text, "path to criu image files"),
        new("work-path", RuntimeFlagKind.Text, "path for saving work files and logs"),
        new("tcp-established", RuntimeFlagKind.Switch, "allow open tcp connections"),
        new("ext-unix-sk", RuntimeFlagKind.Switch, "allow external unix sockets"),
        new("shell-job", RuntimeFlagKind.Switch, "allow shell jobs"),
        new("file-locks", RuntimeFlagKind.Switch, "handle file locks, for safety"),
        new("manage-cgroups-mode", RuntimeFlagKind.Text, "cgroups mode: soft|full|strict|ignore", "soft"),
        new("empty-ns", RuntimeFlagKind.Texts, "create a namespace, but don't restore its properties"),
        new("auto-dedup", RuntimeFlagKind.Switch, "enable auto deduplication of memory images"),
    ];

    /// <summary>Where the images are.</summary>
    public static string Images(RuntimeArguments arguments) => Path.GetFullPath(arguments.Text("image-path") is { Length: > 0 } path ? path : "checkpoint");

    /// <summary>Where logs go.</summary>
    public static string Work(RuntimeArguments arguments, string images) => arguments.Text("work-path") is { Length: > 0 } path ? Path.GetFullPath(path) : images;

    /// <summary>The flags as CRIU has them.</summary>
    public static IReadOnlyList<string> Options(RuntimeArguments arguments)
    {
        var mode = arguments.Text("manage-cgroups-mode") is { Length: > 0 } given ? given : "soft";
        if (mode is not ("soft" or "full" or "strict" or "ignore"))
            throw new GantryException(ErrorKind.Invalid, $"Invalid manage-cgroups-mode value \"{mode}\"");
        var options = new List<string> { $"--manage-cgroups={mode}" };
        options.AddRange(Passed.Where(arguments.IsOn).Select(f => "--" + f));
        options.AddRange(arguments.Texts("empty-ns").SelectMany(n => new[] { "--empty-ns", n == "network" ? "net" : n }));
        if (arguments.Text("parent-path") is { Length: > 0 } parent)
            options.AddRange(["--prev-images-dir", parent, "--track-mem"]);
        if (arguments.Text("page-server") is { Length: > 0 } server && server.LastIndexOf(':') is var colon and > 0)
            options.AddRange(["--page-server", "--address", server[..colon], "--port", server[(colon + 1)..]]);
        if (arguments.Number("status-fd") is { } descriptor and >= 0)
            options.Add($"--status-fd={descriptor}");
        return options;
    }
}
