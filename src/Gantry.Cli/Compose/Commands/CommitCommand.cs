using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Engine;
using Gantry.Cli.Images;
using Gantry.Compose.Execute;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose commit</c>: make an image of what a service's container has become.</summary>
internal sealed class CommitCommand : ComposeVerb
{
    private readonly Option<string> author = Flag.Text("-a, --author", "Author (e.g., \"John Hannibal Smith <hannibal@a-team.com>\")");
    private readonly Option<IReadOnlyList<string>> change = Flag.List("-c, --change", "Apply Dockerfile instruction to the created image");
    private readonly Option<long> index = Flag.Number("--index", "index of the container if service has multiple replicas.");
    private readonly Option<string> message = Flag.Text("-m, --message", "Commit message");
    private readonly Option<bool> pause = Flag.Switch("-p, --pause", "Pause container during commit", on: true);

    public CommitCommand()
        : base("commit", "[OPTIONS] SERVICE [REPOSITORY[:TAG]]", "Create a new image from a service container's changes", Operands.Between(1, 2)) =>
        Accept(author, change, index, message, pause);

    public override string? Miscount(int count) => $"accepts between 1 and 2 arg(s), received {count}";

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        var container = await ServiceContainer.FindAsync(call, call.Operands[0], call.Get(index), cancellation);
        var name = ComposeEngine.NameOf(container);
        using var view = call.OpenProgress("Running");
        Tell(ProgressStatus.Working, "Committing");
        Tell(ProgressStatus.Done, call.DryRun is null ? $"Committed as {await CommitAsync(call, container.Id, cancellation)}" : "Committed");
        return 0;

        void Tell(ProgressStatus status, string text) => view.Report(new ProgressEvent(name, status, text) { Text = $"Commit {name}" });
    }

    private async Task<string> CommitAsync(ComposeCall call, string id, CancellationToken cancellation)
    {
        var reference = call.Operands.Count > 1 ? call.Operands[1] : "";
        if (reference.Length > 0)
            ImageName.Check(reference);
        var (name, tag) = reference.Length > 0 ? ImageName.Split(ImageName.Familiar(reference)) : ("", "");
        var query = Query.Of(
        [
            ("container", id), ("repo", name), ("tag", tag), ("comment", call.Get(message)), ("author", call.Get(author)),
            ("pause", call.Get(pause) ? "" : "0"), .. call.Get(change).Select(instruction => ("changes", instruction)),
        ]);
        return (await call.Engine.Client.PostAsync($"/commit{query}", ClientJson.Default.CreatedContainer, cancellation)).Id;
    }
}
