using Gantry.Oci.Errors;
using Gantry.Runtime.Containers;

namespace Gantry.Runtime.CommandLine.Commands;

/// <summary><c>resume</c>: lets paused processes go on.</summary>
internal sealed class ResumeCommand : RuntimeCommand
{
    public override string Name => "resume";

    public override string Summary => "resumes all processes that have been previously paused";

    public override string Description => "The resume command resumes all processes in the instance of the container.\nUse {0} list to identify instances of containers and their current status.";

    public override int Run(RuntimeContext context, RuntimeArguments arguments)
    {
        var container = context.Container(arguments);
        if (container.Status() != ContainerStatus.Paused)
            throw new GantryException(ErrorKind.Conflict, "container not paused");
        PauseCommand.GroupOf(container).Thaw();
        return 0;
    }
}
