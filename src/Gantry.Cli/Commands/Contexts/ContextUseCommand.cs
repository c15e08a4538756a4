using Gantry.Cli.CommandLine;
using Gantry.Cli.Settings.Contexts;

namespace Gantry.Cli.Commands.Contexts;

/// <summary><c>gantry context use</c>: make a context the current one.</summary>
internal sealed class ContextUseCommand() : Verb("use", "CONTEXT", "Make a context the current one", Operands.Exactly(1))
{
    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var name = call.Operands[0];
        if (name != ContextStore.Default)
            _ = call.Settings.Contexts.Find(name);
        call.Settings.Config.Set("currentContext", name == ContextStore.Default ? "" : name);
        call.Settings.Config.Save();
        await call.Out.WriteLineAsync(name);
        await call.Out.FlushAsync(cancellation);
        await call.Error.WriteLineAsync($"Current context is now \"{name}\"");
        if (name != ContextStore.Default && ContextChoice.OverridingVariable is { } variable)
        {
            await call.Error.WriteLineAsync(
                $"Warning: {variable} environment variable overrides the active context. To use \"{name}\", either set the global --context flag, or unset {variable} environment variable.");
        }

        return 0;
    }
}
