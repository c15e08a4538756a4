using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry rm</c>: remove containers.</summary>
internal sealed class RmCommand : Verb
{
    private readonly Option<bool> force = Flag.Switch("-f, --force", "Kill the container first if it runs");
    private readonly Option<bool> link = Flag.Switch("-l, --link", "Remove the link, not the container");
    private readonly Option<bool> volumes = Flag.Switch("-v, --volumes", "Remove its anonymous volumes too");

    public RmCommand()
        : base("rm", "[OPTIONS] CONTAINER [CONTAINER...]", "Remove containers", Operands.AtLeast(1)) => Accept(force, link, volumes);

    public override Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var query = Query.Of(("force", On(call, force)), ("link", On(call, link)), ("v", On(call, volumes)));
        return EachOperand.RunAsync(call, async name =>
        {
            var trimmed = name.Trim('/');
            if (trimmed.Length == 0)
                throw new CliException("container name cannot be empty");
            try
            {
                await call.Engine.DeleteAsync($"/containers/{Query.Escape(trimmed)}{query}", cancellation);
            }
            catch (EngineException fault) when (call.Get(force) && fault.Status == System.Net.HttpStatusCode.NotFound)
            {
                // What is not there need not be removed: said, but no failure.
                await call.Error.WriteLineAsync(fault.Message);
                return null;
            }

            return name;
        });
    }

    private static string On(Call call, Option<bool> flag) => call.Get(flag) ? "1" : "";
}
