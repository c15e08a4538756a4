using Gantry.Oci.Errors;
using Gantry.Runtime.Containers;

namespace Gantry.Runtime.CommandLine.Commands;

/// <summary><c>delete</c>: removes a container.</summary>
internal sealed class DeleteCommand : RuntimeCommand
{
    public override string Name => "delete";

    public override string Summary => "delete any resources held by the container often used with detached container";

    public override string Description => "A stopped container is removed from the list of containers, with all that is held for it.";

    public override IReadOnlyList<RuntimeFlag> Flags => [new("force, f", RuntimeFlagKind.Switch, "Forcibly deletes the container if it is still running (uses SIGKILL)")];

    public override int Run(RuntimeContext context, RuntimeArguments arguments)
    {
        var force = arguments.IsOn("force");
        StoredContainer container;
        try
        {
            container = context.Container(arguments);
        }
        catch (GantryException e) when (e.Kind == ErrorKind.NotFound)
        {
            // A create that was killed may have left its directory.
            if (context.Store.DirectoryOf(arguments.Operands[0]) is var left && Directory.Exists(left))
                Directory.Delete(left, recursive: true);
            if (force)
                return 0;
            throw;
        }

        if (force)
        {
            context.Remover.Kill(container);
            return 0;
        }

        switch (container.Status())
        {
            case ContainerStatus.Stopped:
                context.Remover.Destroy(container);
                return 0;
            case ContainerStatus.Created:
                context.Remover.Kill(container);
                return 0;
            case var status:
                throw new GantryException(ErrorKind.Conflict, $"cannot delete container {container.Record.Id} that is not stopped: {status.ToString().ToLowerInvariant()}");
        }
    }
}
