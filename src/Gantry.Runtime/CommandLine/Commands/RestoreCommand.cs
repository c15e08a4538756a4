using Gantry.Runtime.Containers;
using Gantry.Runtime.Containers.Checkpoints;

namespace Gantry.Runtime.CommandLine.Commands;

/// <summary><c>restore</c>: makes a container of a checkpoint, with CRIU.</summary>
internal sealed class RestoreCommand : RuntimeCommand
{
    public override string Name => "restore";

    public override string Summary => "restore a container from a previous checkpoint";

    public override string Description => "Restores the saved state of the container instance that was previously saved using the {0} checkpoint\ncommand. It needs the program criu.";

    public override IReadOnlyList<RuntimeFlag> Flags =>
    [
        CommonFlags.ConsoleSocket, .. CheckpointFlags.Shared, CommonFlags.Bundle, CommonFlags.Detach, CommonFlags.PidFile,
        new("no-subreaper", RuntimeFlagKind.Switch, "disable the use of the subreaper used to reap reparented processes"),
        CommonFlags.NoPivot,
        new("lazy-pages", RuntimeFlagKind.Switch, "use userfaultfd to lazily restore memory pages"),
        new("lsm-profile", RuntimeFlagKind.Text, "Specify an LSM profile to be used during restore in the form of TYPE:NAME."),
        new("lsm-mount-context", RuntimeFlagKind.Text, "Specify an LSM mount context to be used during restore."),
    ];

    public override int Run(RuntimeContext context, RuntimeArguments arguments)
    {
        var images = CheckpointFlags.Images(arguments);
        var detaches = arguments.IsOn("detach");
        var restorer = new CheckpointRestorer(context.Store, context.Options(arguments, detaches));
        using var signals = detaches ? null : ForwardedSignals.Begin();
        using var restored = restorer.Restore(arguments.Operands[0], CommonFlags.BundleOf(arguments), images, CheckpointFlags.Work(arguments, images), CheckpointFlags.Options(arguments));
        if (signals is null)
            return 0;
        var status = restored.Attend(signals);
        context.Remover.Destroy(restored.Container);
        return status;
    }
}
