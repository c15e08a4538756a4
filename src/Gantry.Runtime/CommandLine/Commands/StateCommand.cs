using System.Text.Json;

using Gantry.Runtime.CommandLine.Answers;

namespace Gantry.Runtime.CommandLine.Commands;

/// <summary><c>state</c>: prints where a container is in its life.</summary>
internal sealed class StateCommand : RuntimeCommand
{
    public override string Name => "state";

    public override string Summary => "output the state of a container";

    public override string Description => "The state command outputs current state information for the instance of a container.";

    public override int Run(RuntimeContext context, RuntimeArguments arguments)
    {
        var state = StateAnswer.Of(context.Container(arguments), owner: "");
        Console.Out.Write(JsonSerializer.Serialize(state, AnswerJson.Indented.StateAnswer) + "\n");
        return 0;
    }
}
