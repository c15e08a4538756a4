using System.Globalization;
using System.Text;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Progress;
using Gantry.Cli.Compose.Up;
using Gantry.Compose.Interpolation;
using Gantry.Compose.Loading;
using Gantry.Compose.Model;

namespace Gantry.Cli.Compose.Remotes;

/// <summary>What a person is told and asked before something is started that a stranger wrote.</summary>
/// <param name="call">The command.</param>
internal sealed class RemoteStack(ComposeCall call)
{
    private const int Gap = 3;

    /// <summary>Asks, where the project's first file lies elsewhere.</summary>
    /// <param name="project">The project.</param>
    /// <param name="assumeYes">Whether all questions are answered with yes.</param>
    /// <exception cref="CliException">The person does not want it.</exception>
    public async Task ConfirmAsync(Project project, bool assumeYes)
    {
        if (call.Files is not [var main, ..] || !call.Remotes.Accepts(main))
            return;
        if (!assumeYes && call.IncludedFiles.Exists(call.Remotes.Accepts))
            await ConfirmIncludesAsync();
        if (call.Mode is not (ProgressMode.Quiet or ProgressMode.Json))
            await call.Out.WriteLineAsync($"Your compose stack \"{main}\" is stored in \"{project.WorkingDirectory}\"");
        if (!assumeYes)
            await ConfirmVariablesAsync();
    }

    private async Task ConfirmIncludesAsync()
    {
        await call.Out.WriteAsync("\nWarning: This Compose project includes files from remote sources:\n");
        foreach (var file in call.Files.Where(call.Remotes.Accepts))
            await call.Out.WriteAsync($"  - {file}\n");
        await call.Out.WriteAsync("\nRemote includes could potentially be malicious. Make sure you trust the source.\n");
        if (!await Question.AskAsync(call, "Do you want to continue? [y/N]: "))
            throw Cancelled();
    }

    private async Task ConfirmVariablesAsync()
    {
        var uses = VariableUses.Of(call.Loader.LoadTree(new LoadOptions { Interpolate = false }));
        if (uses.Count == 0)
            return;
        await call.Out.WriteAsync("\nFound the following variables in configuration:\n" + Table(uses));
        if (!await Question.AskAsync(call, "\nDo you want to proceed with these variables? [Y/n]: ", usually: true))
            throw Cancelled();
    }

    private static string Table(IReadOnlyList<VariableUse> uses)
    {
        string[][] rows =
        [
            ["VARIABLE", "VALUE", "SOURCE", "REQUIRED", "DEFAULT"],
            .. uses.OrderBy(use => use.Name, StringComparer.Ordinal).Select(use =>
            {
                var (value, source) = Environment.GetEnvironmentVariable(use.Name) is { } set ? (set, "environment") : use.Default.Length > 0 ? (use.Default, "compose file") : ("<unset>", "none");
                return new[] { use.Name, value, source, use.Required ? "yes" : "no", use.Default };
            }),
        ];
        var widths = Enumerable.Range(0, 4).Select(column => rows.Max(row => row[column].Length) + Gap).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
            text.Append(CultureInfo.InvariantCulture, $"{row[0].PadRight(widths[0])}{row[1].PadRight(widths[1])}{row[2].PadRight(widths[2])}{row[3].PadRight(widths[3])}{row[4]}\n");
        return text.ToString();
    }

    private static CliException Cancelled() => new("operation cancelled by user");
}
