using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Images;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry tag</c>: give an image a further name.</summary>
internal sealed class TagCommand() : Verb("tag", "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]", "Give an image a further name", Operands.Exactly(2))
{
    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var target = call.Operands[1];
        try
        {
            ImageName.Check(target);
        }
        catch (CliException fault)
        {
            throw new CliException($"Error parsing reference: \"{target}\" is not a valid repository/tag: {fault.Message}");
        }

        var (name, tag) = ImageName.Split(ImageName.Familiar(target));
        await call.Engine.PostAsync($"/images/{Query.Escape(call.Operands[0])}/tag{Query.Of(("repo", name), ("tag", tag))}", cancellation);
        return 0;
    }
}
