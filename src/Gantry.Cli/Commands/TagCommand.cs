using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Images;

namespace Gantry.Cli.Commands;

/// <summary><c>gantry tag</c>: give an image a further name.</summary>
internal sealed class TagCommand() : Verb("tag", "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]", "Give an image a further name", Operands.Exactly(2))
{
    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var (name, tag) = ImageName.Split(ImageName.Familiar(call.Operands[1]));
        if (name.Any(char.IsUpper))
            throw new CliException($"Error parsing reference: \"{call.Operands[1]}\" is not a valid repository/tag: invalid reference format: repository name (library/{name}) must be lowercase");
        await call.Engine.PostAsync($"/images/{Query.Escape(call.Operands[0])}/tag{Query.Of(("repo", name), ("tag", tag))}", cancellation);
        return 0;
    }
}
