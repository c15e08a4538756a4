using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Images;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry rmi</c>: take names away from images, and remove what has none left.</summary>
internal sealed class RmiCommand : Verb
{
    private readonly Option<bool> force = Flag.Switch("-f, --force", "Remove even if containers or several names refer to it");
    private readonly Option<bool> noPrune = Flag.Switch("--no-prune", "Keep untagged parents");
    private readonly Option<IReadOnlyList<string>> platform = Flag.Strings("--platform", "Only the images of these platforms");

    public RmiCommand()
        : base("rmi", "[OPTIONS] IMAGE [IMAGE...]", "Remove images", Operands.AtLeast(1)) => Accept(force, noPrune, platform);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var query = Query.Of(
        [
            ("force", call.Get(force) ? "1" : ""), ("noprune", call.Get(noPrune) ? "1" : ""),
            .. call.Get(platform).Select(one => ("platforms", PlatformSpec.ToJson(one))),
        ]);
        var faults = new List<string>();
        var fatal = false;
        foreach (var name in call.Operands)
        {
            try
            {
                foreach (var step in await call.Engine.DeleteAsync($"/images/{Query.Escape(name)}{query}", ClientJson.Default.ListRemovedImage, cancellation))
                    await call.Out.WriteLineAsync(step.Deleted is { Length: > 0 } id ? $"Deleted: {id}" : $"Untagged: {step.Untagged}");
            }
            catch (EngineException fault)
            {
                faults.Add(fault.Message);
                fatal |= fault.Status != System.Net.HttpStatusCode.NotFound;
            }
        }

        if (faults.Count == 0)
            return 0;
        if (!call.Get(force) || fatal)
            throw new CliException(string.Join('\n', faults));
        await call.Out.FlushAsync(cancellation);
        await call.Error.WriteLineAsync(string.Join('\n', faults));
        return 0;
    }
}
