using Gantry.Runtime.Containers;

namespace Gantry.Runtime.CommandLine.Commands;

/// <summary><c>create</c>: makes a container that waits for its start.</summary>
internal sealed class CreateCommand : RuntimeCommand
{
    public override string Name => "create";

    public override string Summary => "create a container";

    public override string Description => "The create command creates an instance of a container for a bundle: a directory with a\nspecification file named \"config.json\" and a root filesystem. Its process waits for \"{0} start\".";

    public override IReadOnlyList<RuntimeFlag> Flags =>
        [CommonFlags.Bundle, CommonFlags.ConsoleSocket, CommonFlags.PidfdSocket, CommonFlags.PidFile, CommonFlags.NoPivot, CommonFlags.NoNewKeyring, CommonFlags.PreserveFds];

    public override bool EntersContainers => true;

    public override string FailurePrefix => "runc create failed";

    public override int Run(RuntimeContext context, RuntimeArguments arguments)
    {
        var creator = new ContainerCreator(context.Store, context.Options(arguments, detaches: true));
        creator.Create(arguments.Operands[0], CommonFlags.BundleOf(arguments), waits: true).Dispose();
        return 0;
    }
}
