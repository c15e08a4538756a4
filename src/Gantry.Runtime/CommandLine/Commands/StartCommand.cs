using Gantry.Runtime.Containers;

namespace Gantry.Runtime.CommandLine.Commands;

/// <summary><c>start</c>: lets a created container run its program.</summary>
internal sealed class StartCommand : RuntimeCommand
{
    public override string Name => "start";

    public override string Summary => "executes the user defined process in a created container";

    public override string Description => "The start command executes the user defined process in a created container.";

    public override int Run(RuntimeContext context, RuntimeArguments arguments)
    {
        new ContainerStarter(context.Remover, context.Log.Warn).Start(context.Container(arguments));
        return 0;
    }
}
