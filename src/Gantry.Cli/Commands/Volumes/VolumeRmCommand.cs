using System.CommandLine;

using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Volumes;

/// <summary><c>gantry volume rm</c>: remove volumes.</summary>
internal sealed class VolumeRmCommand : Verb
{
    private readonly Option<bool> force = Flag.Switch("-f, --force", "Remove them whatever their driver says");

    public VolumeRmCommand()
        : base("rm", "[OPTIONS] VOLUME [VOLUME...]", "Remove volumes that no container uses", Operands.AtLeast(1)) => Accept(force);

    public override Task<int> RunAsync(Call call, CancellationToken cancellation) =>
        EachOperand.PrintNamesAsync(call, name => call.Engine.RemoveVolumeAsync(name, call.Get(force), cancellation));
}
