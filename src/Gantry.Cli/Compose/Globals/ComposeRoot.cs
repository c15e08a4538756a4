using System.Globalization;

using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Compose.Globals;

/// <summary><c>gantry compose</c> itself: its flags, and the command that follows them.</summary>
internal sealed class ComposeRoot : Verb
{
    private readonly ComposeFlags flags = new();
    private readonly Func<Verb, string, ReadOnlyMemory<string>, Task<int>> invoke;

    /// <param name="invoke">Runs a command with its path and the words after its name.</param>
    public ComposeRoot(Func<Verb, string, ReadOnlyMemory<string>, Task<int>> invoke)
        : base("compose", "[OPTIONS] COMMAND", "Define and run multi-container applications", Operands.Any)
    {
        this.invoke = invoke;
        Accept(flags.All);
    }

    public override bool EndsAtFirstOperand => true;

    public override int UsageCode => 1;

    public override bool ShowsUsageOfFaults => false;

    public override string Epilogue => string.Create(CultureInfo.InvariantCulture, $"""

        Commands:
        {string.Join('\n', ComposeVerbs.All.Select(verb => $"  {verb.Name,-11} {verb.About}"))}

        Run 'gantry compose COMMAND --help' for more information on a command.

        """);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        if (flags.WantsVersion(call))
            return await invoke(ComposeVerbs.All.First(verb => verb.Name == "version").Make(), $"{call.Path} version", default);
        if (call.Operands is not [var name, ..])
        {
            await UsageWriter.WriteAsync(this, call.Path, call.Out);
            return 0;
        }
        if (name == "bridge")
            throw new CliException("bridge is not possible with gantry compose: it runs images of Docker's that turn projects into files for Kubernetes; use docker compose bridge");
        if (ComposeVerbs.All.FirstOrDefault(verb => verb.Name == name).Make is not { } make)
        {
            await UsageWriter.WriteAsync(this, call.Path, call.Out);
            throw new CliException($"unknown gantry command: \"compose {name}\"");
        }
        var verb = make();
        verb.Globals = flags.Read(call);
        return await invoke(verb, $"{call.Path} {name}", new ReadOnlyMemory<string>([.. call.Operands.Skip(1)]));
    }
}
