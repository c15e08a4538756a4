using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Settings.Contexts;

namespace Gantry.Cli.Commands.Contexts;

/// <summary><c>gantry context rm</c>: forget contexts.</summary>
internal sealed class ContextRmCommand : Verb
{
    private readonly Option<bool> force = Flag.Switch("-f, --force", "Do it even if the context is in use or not there");

    public ContextRmCommand()
        : base("rm", "CONTEXT [CONTEXT...]", "Remove contexts", Operands.AtLeast(1)) => Accept(force);

    public override Task<int> RunAsync(Call call, CancellationToken cancellation) => EachOperand.PrintNamesAsync(call, name =>
    {
        var (settings, forced) = (call.Settings, call.Get(force));
        if (name == ContextStore.Default)
            throw new CliException($"context \"{ContextStore.Default}\" cannot be removed");
        if (!forced && !settings.Contexts.Has(name))
            throw new CliException($"context \"{name}\" does not exist");
        if (name == settings.ContextName)
        {
            if (!forced)
                throw new CliException($"context \"{name}\" is in use, set -f flag to force remove");
            settings.Config.Set("currentContext", "");
            settings.Config.Save();
        }

        settings.Contexts.Remove(name);
        return Task.CompletedTask;
    });
}
