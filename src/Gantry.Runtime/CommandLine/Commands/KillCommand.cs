using System.Globalization;

using Gantry.Linux.Processes;
using Gantry.Oci.Errors;
using Gantry.Runtime.Containers;

namespace Gantry.Runtime.CommandLine.Commands;

/// <summary><c>kill</c>: sends a signal.</summary>
internal sealed class KillCommand : RuntimeCommand
{
    public override string Name => "kill";

    public override string Summary => "kill sends the specified signal (default: SIGTERM) to the container's init process";

    public override string OperandNames => "<container-id> [signal]";

    public override IReadOnlyList<RuntimeFlag> Flags => [new("all, a", RuntimeFlagKind.Switch, "(obsoleted, do not use)") { IsHidden = true }];

    public override int Most => 2;

    public override int Run(RuntimeContext context, RuntimeArguments arguments)
    {
        var container = context.Container(arguments);
        var word = arguments.Operands.Count > 1 ? arguments.Operands[1] : "SIGTERM";
        var signal = int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : Named(word);
        try
        {
            ContainerSignals.Send(container, signal);
        }
        catch (GantryException e) when (e.Kind == ErrorKind.Conflict && arguments.IsOn("all"))
        {
            // All of it is dead already.
        }

        return 0;
    }

    private static int Named(string word)
    {
        try
        {
            return SignalNames.Parse(word);
        }
        catch (GantryException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"unknown signal \"{word}\"", e);
        }
    }
}
