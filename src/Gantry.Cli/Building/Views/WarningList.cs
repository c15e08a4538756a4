using Gantry.Build.Client;

namespace Gantry.Cli.Building.Views;

/// <summary>What should be known of a build, said once more at its end.</summary>
internal static class WarningList
{
    public static async Task WriteAsync(TextWriter output, IReadOnlyList<ClientWarning> warnings)
    {
        if (warnings.Count == 0)
            return;
        await output.WriteAsync($"\n {warnings.Count} {(warnings.Count == 1 ? "warning" : "warnings")} found (gantry build --check tells more):\n");
        foreach (var warning in warnings)
            await output.WriteAsync($" - {warning.Short}\n");
    }
}
