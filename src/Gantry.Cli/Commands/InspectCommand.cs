using System.CommandLine;
using System.Net;
using System.Text;
using System.Text.Json;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Images;
using Gantry.Cli.Tables;
using Gantry.Cli.Templates;

namespace Gantry.Cli.Commands;

/// <summary><c>gantry inspect</c>: everything the engine knows about objects, of one kind or of any.</summary>
internal sealed class InspectCommand : Verb
{
    private const string Kinds = "must be one of \"config\", \"container\", \"image\", \"network\", \"node\", \"plugin\", \"secret\", \"service\", \"task\", \"volume\"";

    /// <summary>The kinds and where the engine has them, in the order an object of an unknown kind is looked for.</summary>
    private static readonly (string Kind, string Before, string After)[] Places =
    [
        ("container", "/containers/", "/json"), ("image", "/images/", "/json"), ("network", "/networks/", ""), ("volume", "/volumes/", ""), ("service", "/services/", ""),
        ("task", "/tasks/", ""), ("node", "/nodes/", ""), ("plugin", "/plugins/", "/json"), ("secret", "/secrets/", ""), ("config", "/configs/", ""),
    ];

    private readonly Option<string> format = Flag.Text("-f, --format", "How to print: json or a Go template");
    private readonly Option<string> platform = Flag.Text("--platform", "The image of this platform ('os[/arch[/variant]]')");
    private readonly Option<bool> size = Flag.Switch("-s, --size", "Show sizes of containers");
    private readonly Option<string> type = Flag.Text("--type", "Only objects of this type");
    private readonly Option<bool> verbose = Flag.Switch("-v, --verbose", "Show what a swarm knows of it");
    private readonly string only;

    private InspectCommand(string only, string synopsis, string about)
        : base("inspect", synopsis, about, Operands.AtLeast(1))
    {
        this.only = only;
        Accept(format);
        if (only is "" or "container")
            Accept(size);
        if (only.Length == 0)
            Accept(type);
        if (only == "image")
            Accept(platform);
        if (only == "network")
            Accept(verbose);
    }

    public static InspectCommand Anything() => new("", "[OPTIONS] NAME|ID [NAME|ID...]", "Show details of objects of any kind");

    public static InspectCommand Containers() => new("container", "[OPTIONS] CONTAINER [CONTAINER...]", "Show details of containers");

    public static InspectCommand Images() => new("image", "[OPTIONS] IMAGE [IMAGE...]", "Show details of images");

    public static InspectCommand Networks() => new("network", "[OPTIONS] NETWORK [NETWORK...]", "Show details of networks");

    public static InspectCommand Volumes() => new("volume", "[OPTIONS] VOLUME [VOLUME...]", "Show details of volumes");

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var wanted = await WantedAsync(call);
        var template = call.Get(format) is "" or "json" ? null : Parse(call.Get(format));
        var documents = new List<byte[]>();
        var faults = new List<string>();
        var printed = false;
        foreach (var name in call.Operands)
        {
            try
            {
                var document = await FindAsync(call, wanted, name, cancellation);
                if (template is null)
                {
                    documents.Add(document);
                    continue;
                }

                await call.Out.WriteLineAsync(Apply(template, document));
                printed = true;
            }
            catch (Exception fault) when (fault is EngineException or CliException)
            {
                faults.Add(fault.Message);
            }
            catch (TemplateException fault)
            {
                faults.Add($"template parsing error: {fault.Message}");
            }
        }

        if (template is null)
            await call.Out.WriteAsync(call.Get(format) == "json" ? Compact(documents) : Indented(documents));
        else if (!printed)
            await call.Out.WriteLineAsync();
        return faults.Count == 0 ? 0 : throw new CliException(string.Join('\n', faults));
    }

    /// <summary>The kind that is asked for; empty: any.</summary>
    private async Task<string> WantedAsync(Call call)
    {
        if (only == "image")
            PlatformSpec.ToJson(call.Get(platform));
        if (only.Length > 0)
            return only;
        var wanted = call.Get(type);
        if (wanted.Length == 0)
            return call.Given(type) ? throw new CliException($"type is empty: {Kinds}") : "";
        if (Places.All(place => place.Kind != wanted))
            throw new CliException($"unknown type: \"{wanted}\": {Kinds}");
        if (call.Get(size) && wanted != "container")
            await call.Error.WriteLineAsync($"WARNING: --size ignored for {wanted}");
        return wanted;
    }

    private async Task<byte[]> FindAsync(Call call, string wanted, string name, CancellationToken cancellation)
    {
        foreach (var (kind, before, after) in Places.Where(place => wanted.Length == 0 || place.Kind == wanted))
        {
            try
            {
                return await call.Engine.GetBytesAsync($"{before}{Query.Escape(name)}{after}{Parameters(call, kind)}", cancellation);
            }
            catch (EngineException fault) when (wanted.Length == 0 && IsAnotherKind(fault))
            {
                // It may be of one of the kinds that follow.
            }
        }

        throw new CliException($"Error: No such object: {name}");
    }

    private string Parameters(Call call, string kind) => kind switch
    {
        "container" when call.Get(size) => "?size=1",
        "image" when only == "image" => Query.Of(("platform", PlatformSpec.ToJson(call.Get(platform)))),
        "network" when only == "network" && call.Get(verbose) => "?verbose=true",
        _ => "",
    };

    /// <summary>An engine that is in no swarm, or has no plugins, has no objects of those kinds either.</summary>
    private static bool IsAnotherKind(EngineException fault) =>
        fault.Status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest or HttpStatusCode.ServiceUnavailable or HttpStatusCode.NotImplemented
        || fault.Reason.Contains("is not a swarm manager", StringComparison.Ordinal);

    private static GoTemplate Parse(string text)
    {
        try
        {
            return GoTemplate.Parse(text);
        }
        catch (TemplateException fault)
        {
            throw new CliException($"template parsing error: {fault.Message}", 64);
        }
    }

    private static string Apply(GoTemplate template, byte[] document)
    {
        using var json = JsonDocument.Parse(document);
        return template.Execute(Fields.From(json.RootElement));
    }

    private static string Indented(List<byte[]> documents)
    {
        if (documents.Count == 0)
            return "[]\n";
        var array = new StringBuilder("[").AppendJoin(',', documents.Select(document => Encoding.UTF8.GetString(document).Trim())).Append(']');
        return JsonIndent.Indent(array.ToString()) + "\n";
    }

    private static string Compact(List<byte[]> documents) =>
        $"[{string.Join(',', documents.Select(document => Encoding.UTF8.GetString(document).Trim()))}]\n";
}
