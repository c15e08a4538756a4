using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Templates;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose version</c>: the version of this program.</summary>
internal sealed class VersionCommand : ComposeVerb
{
    private readonly Option<string> format = Flag.Text("-f, --format", "Format the output. Values: [pretty | json]. (Default: pretty)");
    private readonly Option<bool> brief = Flag.Switch("--short", "Shows only Compose's version number");

    public VersionCommand()
        : base("version", "[OPTIONS]", "Show the Gantry Compose version information", Operands.None) => Accept(format, brief);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        await call.Out.WriteLineAsync(call.Get(brief) ? ClientVersion.Text
            : call.Get(format) == "json" ? GoJson.Write(new Fields { ["version"] = ClientVersion.Text })
            : $"Gantry Compose version {ClientVersion.Text}");
        return 0;
    }
}
