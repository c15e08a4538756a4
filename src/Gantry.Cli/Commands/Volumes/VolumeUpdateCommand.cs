using System.CommandLine;

using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Volumes;

/// <summary><c>gantry volume update</c>: change a cluster volume; no other can be changed.</summary>
internal sealed class VolumeUpdateCommand : Verb
{
    private readonly Option<string> availability = Flag.Hidden(Flag.Text("--availability", "Availability of a cluster volume (\"active\", \"pause\", \"drain\")", "active"));

    public VolumeUpdateCommand()
        : base("update", "[OPTIONS] [VOLUME]", "Update a volume (cluster volumes only)", Operands.Exactly(1)) => Accept(availability);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        await call.Engine.GetBytesAsync($"/volumes/{Client.Query.Escape(call.Operands[0])}", cancellation);
        throw new CliException("can only update cluster volumes");
    }
}
