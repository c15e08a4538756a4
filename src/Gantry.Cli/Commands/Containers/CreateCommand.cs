using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Containers;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry create</c>: a container that is started later.</summary>
internal sealed class CreateCommand : Verb
{
    private readonly ContainerFlags flags = new();

    public CreateCommand()
        : base("create", "[OPTIONS] IMAGE [COMMAND] [ARG...]", "Create a container without starting it", Operands.AtLeast(1)) => Accept(flags.All);

    public override bool EndsAtFirstOperand => true;

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        ContainerCreation.Check(call, flags);
        var body = ContainerRequest.Build(call, flags);
        try
        {
            await call.Out.WriteLineAsync(await ContainerCreation.CreateAsync(call, flags, body, cancellation));
            return 0;
        }
        catch (Exception fault) when (fault is CliException or EngineException or EngineUnreachableException)
        {
            throw new CliException(fault.Message, 1) { Verbatim = true };
        }
    }

    public override int FailureCode => 125;

    public override bool ReportsWithHelp => true;
}
