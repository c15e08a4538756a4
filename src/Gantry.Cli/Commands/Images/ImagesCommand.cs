using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Images;
using Gantry.Cli.Tables;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry images</c>: list images.</summary>
internal sealed class ImagesCommand : Verb
{
    private readonly Option<bool> all = Flag.Switch("-a, --all", "Show intermediate images too");
    private readonly Option<bool> digests = Flag.Switch("--digests", "Show digests");
    private readonly Option<IReadOnlyList<string>> filter = Flag.List("-f, --filter", "Only what fits (name=value)", Filters.Check, "filter");
    private readonly Option<string> format = Flag.Text("--format", "How to print: table, table TEMPLATE, json or a Go template");
    private readonly Option<bool> noTrunc = Flag.Switch("--no-trunc", "Do not shorten");
    private readonly Option<bool> quiet = Flag.Switch("-q, --quiet", "Only the IDs");
    private readonly Option<bool> tree = Flag.Switch("--tree", "Show the platforms of each image below it (may change)");

    public ImagesCommand()
        : base("images", "[OPTIONS] [REPOSITORY[:TAG]]", "List images", Operands.Between(0, 1)) => Accept(all, digests, filter, format, noTrunc, quiet, tree);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        IReadOnlyList<string> filters = call.Operands is [var reference] ? [.. call.Get(filter), $"reference={reference}"] : call.Get(filter);
        if (call.Get(tree))
            RefuseLayouts(call);
        var query = Query.Of(("all", call.Get(all) ? "1" : ""), ("filters", Filters.ToJson(filters)), ("manifests", call.Get(tree) ? "1" : ""));
        var images = await call.Engine.GetAsync($"/images/json{query}", ClientJson.Default.ListImageSummary, cancellation);
        if (call.Get(tree))
        {
            await ImageTree.WriteAsync(call.Streams, images);
            return 0;
        }

        var template = call.Get(format) switch
        {
            "" or "table" when call.Get(quiet) => "{{.ID}}",
            "raw" when call.Get(quiet) => "image_id: {{.ID}}",
            "raw" => ImageRow.Raw,
            "" => call.Settings.Format("imagesFormat"),
            var asked => asked,
        };
        var showDigests = call.Get(digests) || template.Contains(".Digest", StringComparison.Ordinal);
        var rows = images.SelectMany(image => ImageRow.Of(image, call.Get(noTrunc), showDigests, DateTimeOffset.UtcNow));
        await TableFormat.WriteAsync(call.Out, template, showDigests ? ImageRow.ColumnsWithDigest : ImageRow.Columns, ImageRow.Headers, rows);
        return 0;
    }

    private void RefuseLayouts(Call call)
    {
        var flag = call.Get(quiet) ? "--quiet" : call.Get(noTrunc) ? "--no-trunc" : call.Get(digests) ? "--show-digest" : call.Get(format).Length > 0 ? "--format" : null;
        if (flag is not null)
            throw new CliException($"{flag} is not yet supported with --tree", 1) { Verbatim = true };
    }
}
