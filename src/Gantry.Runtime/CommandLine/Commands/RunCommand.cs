using Gantry.Linux.Syscalls;
using Gantry.Runtime.Containers;

namespace Gantry.Runtime.CommandLine.Commands;

/// <summary><c>run</c>: makes a container and runs its program.</summary>
internal sealed class RunCommand : RuntimeCommand
{
    private const int PR_SET_CHILD_SUBREAPER = 36;

    public override string Name => "run";

    public override string Summary => "create and run a container";

    public override string Description => "The run command creates an instance of a container for a bundle, a directory with a\nspecification file named \"config.json\" and a root filesystem, runs it, and removes it when it has ended.";

    public override IReadOnlyList<RuntimeFlag> Flags =>
    [
        CommonFlags.Bundle, CommonFlags.ConsoleSocket, CommonFlags.PidfdSocket, CommonFlags.Detach,
        new("keep", RuntimeFlagKind.Switch, "do not delete the container after it exits"), CommonFlags.PidFile,
        new("no-subreaper", RuntimeFlagKind.Switch, "disable the use of the subreaper used to reap reparented processes"),
        CommonFlags.NoPivot, CommonFlags.NoNewKeyring, CommonFlags.PreserveFds,
    ];

    public override bool EntersContainers => true;

    public override string FailurePrefix => "runc run failed";

    public override int Run(RuntimeContext context, RuntimeArguments arguments)
    {
        var detaches = arguments.IsOn("detach");
        if (!detaches && !arguments.IsOn("no-subreaper"))
            Kernel.Call(SystemCall.prctl, PR_SET_CHILD_SUBREAPER, 1);
        var creator = new ContainerCreator(context.Store, context.Options(arguments, detaches));
        using var signals = detaches ? null : ForwardedSignals.Begin();
        using var created = creator.Create(arguments.Operands[0], CommonFlags.BundleOf(arguments), waits: false);
        new ContainerStarter(context.Remover, context.Log.Warn).Started(created.Container);
        if (signals is null)
        {
            created.AwaitReadiness();
            return 0;
        }

        var status = created.Attend(signals);
        if (!arguments.IsOn("keep"))
            context.Remover.Destroy(created.Container);
        return status;
    }
}
