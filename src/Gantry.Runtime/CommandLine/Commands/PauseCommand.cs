using Gantry.Linux.Cgroups;
using Gantry.Oci.Errors;
using Gantry.Runtime.Containers;

namespace Gantry.Runtime.CommandLine.Commands;

/// <summary><c>pause</c>: stops all processes where they are.</summary>
internal sealed class PauseCommand : RuntimeCommand
{
    public override string Name => "pause";

    public override string Summary => "pause suspends all processes inside the container";

    public override string Description => "The pause command suspends all processes in the instance of the container.\nUse {0} list to identify instances of containers and their current status.";

    public override int Run(RuntimeContext context, RuntimeArguments arguments)
    {
        var container = context.Container(arguments);
        if (container.Status() is not (ContainerStatus.Running or ContainerStatus.Created))
            throw new GantryException(ErrorKind.Conflict, "container not running");
        GroupOf(container).Freeze();
        return 0;
    }

    /// <summary>The group by which a container is stopped.</summary>
    public static Cgroup GroupOf(StoredContainer container) =>
        container.Cgroup ?? throw new GantryException(ErrorKind.Invalid, "the container has no control group of its own: it can be neither paused nor limited");
}
