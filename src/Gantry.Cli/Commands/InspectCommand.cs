using System.CommandLine;
using System.Net;
using System.Text;
using System.Text.Json;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Tables;
using Gantry.Cli.Templates;

namespace Gantry.Cli.Commands;

/// <summary><c>gantry inspect</c>: everything the engine knows about containers and images.</summary>
internal sealed class InspectCommand : Verb
{
    private readonly Option<string> format = Flag.Text("-f, --format", "How to print: json or a Go template");
    private readonly Option<bool> size = Flag.Switch("-s, --size", "Show sizes of containers");
    private readonly Option<string> type = Flag.Text("--type", "Only objects of this type: container or image");
    private readonly string only;

    private InspectCommand(string only, string synopsis, string about)
        : base("inspect", synopsis, about, Operands.AtLeast(1))
    {
        this.only = only;
        Accept(format);
        if (only != "image")
            Accept(size);
        if (only.Length == 0)
            Accept(type);
    }

    public static InspectCommand Anything() => new("", "[OPTIONS] NAME|ID [NAME|ID...]", "Show details of containers and images");

    public static InspectCommand Containers() => new("container", "[OPTIONS] CONTAINER [CONTAINER...]", "Show details of containers");

    public static InspectCommand Images() => new("image", "[OPTIONS] IMAGE [IMAGE...]", "Show details of images");

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var wanted = only.Length > 0 ? only : call.Get(type);
        if (wanted is not ("" or "container" or "image"))
            throw new CliException($"unknown type: \"{wanted}\": must be one of \"container\", \"image\"");
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

    private async Task<byte[]> FindAsync(Call call, string wanted, string name, CancellationToken cancellation)
    {
        if (wanted != "image")
        {
            try
            {
                var sized = call.Get(size) ? "?size=1" : "";
                return await call.Engine.GetBytesAsync($"/containers/{Query.Escape(name)}/json{sized}", cancellation);
            }
            catch (EngineException fault) when (wanted.Length == 0 && fault.Status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest)
            {
                // It may be an image.
            }
        }

        try
        {
            return await call.Engine.GetBytesAsync($"/images/{Query.Escape(name)}/json", cancellation);
        }
        catch (EngineException fault) when (wanted.Length == 0 && fault.Status == HttpStatusCode.NotFound)
        {
            throw new CliException($"Error: No such object: {name}");
        }
    }

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
