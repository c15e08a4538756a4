using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Containers;

namespace Gantry.Cli.Commands.Volumes;

/// <summary><c>gantry volume create</c>: make a volume.</summary>
internal sealed class VolumeCreateCommand : Verb
{
    private const string NoSwarm =
        "Error response from daemon: This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.";

    private readonly Option<string> driver = Flag.Text("-d, --driver", "Driver that keeps it", "local");
    private readonly Option<IReadOnlyList<string>> label = Flag.List("--label", "Label (key=value)", EnvironmentSpecs.CheckLabel);
    private readonly Option<string> name = Flag.Hidden(Flag.Text("--name", "Name of the volume"));
    private readonly Option<IReadOnlyList<string>> opt = Flag.Map("-o, --opt", "Option of the driver (key=value)");

    /// <summary>What only swarms know; the help of an engine without one leaves it out.</summary>
    private readonly Option[] cluster =
    [
        Flag.Hidden(Flag.Text("--availability", "Availability of a cluster volume (\"active\", \"pause\", \"drain\")", "active")),
        Flag.Hidden(Flag.Text("--group", "Group of a cluster volume")),
        Flag.Hidden(Flag.Bytes("--limit-bytes", "Most bytes of a cluster volume")),
        Flag.Hidden(Flag.Bytes("--required-bytes", "Least bytes of a cluster volume")),
        Flag.Hidden(Flag.Text("--scope", "Who may use a cluster volume at once (\"single\", \"multi\")", "single")),
        Flag.Hidden(Flag.Map("--secret", "Secret of a cluster volume")),
        Flag.Hidden(Flag.Text("--sharing", "Sharing of a cluster volume (\"none\", \"readonly\", \"onewriter\", \"all\")", "none")),
        Flag.Hidden(Flag.List("--topology-preferred", "Where a cluster volume would rather be")),
        Flag.Hidden(Flag.List("--topology-required", "Where a cluster volume must be reachable")),
        Flag.Hidden(Flag.Text("--type", "Access to a cluster volume (\"mount\", \"block\")", "block")),
    ];

    public VolumeCreateCommand()
        : base("create", "[OPTIONS] [VOLUME]", "Create a volume", Operands.Between(0, 1)) => Accept([driver, label, name, opt, .. cluster]);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        if (call.Operands.Count > 0 && call.Given(name))
            throw new CliException("conflicting options: cannot specify a volume-name through both --name and as a positional arg");
        if (cluster.Any(call.Given))
            throw new CliException(NoSwarm);
        var chosen = call.Operands is [var operand] ? operand : call.Get(name);
        var body = new CreateVolume(chosen, call.Get(driver), EnvironmentSpecs.ToMap(call.Get(opt)), EnvironmentSpecs.ToMap(call.Get(label)));
        var created = await call.Engine.PostAsync("/volumes/create", body, ClientJson.Default.CreateVolume, ClientJson.Default.VolumeDetails, cancellation);
        await call.Out.WriteLineAsync(created.Name);
        return 0;
    }
}
