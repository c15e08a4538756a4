using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Images;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry commit</c>: make an image of what a container has become.</summary>
internal sealed class CommitCommand : Verb
{
    private readonly Option<string> author = Flag.Text("-a, --author", "Author (for example \"Jane Doe <jane@example.com>\")");
    private readonly Option<IReadOnlyList<string>> change = Flag.List("-c, --change", "Dockerfile instruction to apply to the image");
    private readonly Option<string> message = Flag.Text("-m, --message", "Comment on the image");
    private readonly Option<bool> pause = Flag.Switch("-p, --pause", "Pause the container meanwhile", on: true);

    public CommitCommand()
        : base("commit", "[OPTIONS] CONTAINER [REPOSITORY[:TAG]]", "Make an image of a container's changes", Operands.Between(1, 2)) => Accept(author, change, message, pause);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var reference = call.Operands.Count > 1 ? call.Operands[1] : "";
        if (reference.Length > 0)
            ImageName.Check(reference);
        var (name, tag) = reference.Length > 0 ? ImageName.Split(ImageName.Familiar(reference)) : ("", "");
        var query = Query.Of(
        [
            ("container", call.Operands[0]), ("repo", name), ("tag", tag), ("comment", call.Get(message)), ("author", call.Get(author)),
            ("pause", call.Get(pause) ? "" : "0"), .. call.Get(change).Select(instruction => ("changes", instruction)),
        ]);
        var made = await call.Engine.PostAsync($"/commit{query}", ClientJson.Default.CreatedContainer, cancellation);
        await call.Out.WriteLineAsync(made.Id);
        return 0;
    }
}
