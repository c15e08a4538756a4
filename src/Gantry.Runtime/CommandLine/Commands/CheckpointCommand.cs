using Gantry.Oci.Errors;
using Gantry.Runtime.Containers;
using Gantry.Runtime.Containers.Checkpoints;

namespace Gantry.Runtime.CommandLine.Commands;

/// <summary><c>checkpoint</c>: writes the state of a running container's processes to files, with CRIU.</summary>
internal sealed class CheckpointCommand : RuntimeCommand
{
    public override string Name => "checkpoint";

    public override string Summary => "checkpoint a running container";

    public override string Description => "The checkpoint command saves the state of the container instance. It needs the program criu.";

    public override IReadOnlyList<RuntimeFlag> Flags =>
    [
        .. CheckpointFlags.Shared,
        new("parent-path", RuntimeFlagKind.Text, "path for previous criu image files in pre-dump"),
        new("leave-running", RuntimeFlagKind.Switch, "leave the process running after checkpointing"),
        new("tcp-skip-in-flight", RuntimeFlagKind.Switch, "skip in-flight tcp connections"),
        new("link-remap", RuntimeFlagKind.Switch, "allow one to link unlinked files back when possible"),
        new("lazy-pages", RuntimeFlagKind.Switch, "use userfaultfd to lazily restore memory pages"),
        new("status-fd", RuntimeFlagKind.Number, "criu writes \\0 to this FD once lazy-pages is ready", "-1"),
        new("page-server", RuntimeFlagKind.Text, "ADDRESS:PORT of the page server"),
        new("pre-dump", RuntimeFlagKind.Switch, "dump container's memory information only, leave the container running after this"),
    ];

    public override int Run(RuntimeContext context, RuntimeArguments arguments)
    {
        var container = context.Container(arguments);
        if (container.Status() is var status and not (ContainerStatus.Running or ContainerStatus.Paused))
            throw new GantryException(ErrorKind.Conflict, $"Container cannot be checkpointed in {status.ToString().ToLowerInvariant()} state");
        var images = CheckpointFlags.Images(arguments);
        if (arguments.Text("parent-path") is { Length: > 0 } parent)
            CheckParent(images, parent);
        Directory.CreateDirectory(images);
        var preDump = arguments.IsOn("pre-dump");
        Criu.Dump(container, images, CheckpointFlags.Work(arguments, images), preDump, CheckpointFlags.Options(arguments));
        if (!preDump && !arguments.IsOn("leave-running"))
            context.Remover.Destroy(container);
        return 0;
    }

    /// <summary>CRIU looks for earlier images from the new ones.</summary>
    private static void CheckParent(string images, string parent)
    {
        if (Path.IsPathRooted(parent))
            throw new GantryException(ErrorKind.Invalid, $"--parent-path {parent} must be relative");
        if (!Directory.Exists(Path.Combine(images, parent)))
            throw new GantryException(ErrorKind.Invalid, $"invalid --parent-path: stat {Path.Combine(images, parent)}: no such file or directory");
    }
}
