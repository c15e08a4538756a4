using System.CommandLine;
using System.Globalization;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Registries;
using Gantry.Cli.Settings.Credentials;
using Gantry.Cli.Tables;

namespace Gantry.Cli.Commands.Registries;

/// <summary><c>gantry search</c>: look for images in a registry.</summary>
internal sealed class SearchCommand : Verb
{
    private readonly Option<IReadOnlyList<string>> filter = Flag.List("-f, --filter", "Only what fits (name=value)", Filters.Check, "filter");
    private readonly Option<string> format = Flag.Text("--format", "How to print: a Go template");
    private readonly Option<long> limit = Flag.Number("--limit", "Most images to show");
    private readonly Option<bool> noTrunc = Flag.Switch("--no-trunc", "Do not shorten");

    public SearchCommand()
        : base("search", "[OPTIONS] TERM", "Search Docker Hub for images", Operands.Exactly(1)) => Accept(filter, format, limit, noTrunc);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        if (call.Given(filter) && call.Get(filter).Any(one => one.StartsWith("is-automated=", StringComparison.Ordinal)))
            await call.Error.WriteLineAsync("WARNING: the \"is-automated\" filter is deprecated, and searching for \"is-automated=true\" will not yield any results in future.");
        var term = call.Operands[0];
        var most = call.Get(limit) > 0 ? call.Get(limit).ToString(CultureInfo.InvariantCulture) : "";
        var query = Query.Of(("term", term), ("limit", most), ("filters", Filters.ToJson(call.Get(filter))));
        // A term may name another registry before its first slash, as an image's name does.
        var server = term.Split('/') is [var host, _, ..] && (host.Contains('.') || host.Contains(':') || host == "localhost") ? RegistryName.Of(host) : RegistryName.Hub;
        var known = await call.Settings.Credentials.For(server).FindAsync(server, cancellation);
        using var answer = await call.Engine.SendAsync(HttpMethod.Get, $"/images/search{query}", null, cancellation, known.Header);
        var found = System.Text.Json.JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(cancellation), ClientJson.Default.ListFoundImage) ?? [];
        await TableFormat.WriteAsync(call.Out, call.Get(format), FoundImageRow.Columns, FoundImageRow.Headers, found.Select(image => FoundImageRow.Of(image, call.Get(noTrunc))));
        return 0;
    }
}
