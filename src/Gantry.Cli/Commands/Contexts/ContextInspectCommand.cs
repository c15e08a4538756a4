using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Settings.Contexts;
using Gantry.Cli.Tables;
using Gantry.Cli.Templates;

namespace Gantry.Cli.Commands.Contexts;

/// <summary><c>gantry context inspect</c>: all that is known of contexts.</summary>
internal sealed class ContextInspectCommand : Verb
{
    private readonly Option<string> format = Flag.Text("-f, --format", "How to print: json or a Go template");

    public ContextInspectCommand()
        : base("inspect", "[OPTIONS] [CONTEXT] [CONTEXT...]", "Show details of contexts", Operands.Any) => Accept(format);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var found = new List<Fields>();
        var faults = new List<string>();
        foreach (var name in call.Operands.Count > 0 ? call.Operands : [call.Settings.ContextName])
        {
            try
            {
                found.Add(Document(call.Settings.Contexts, name == ContextStore.Default ? DefaultContext.Make(described: false) : call.Settings.Contexts.Find(name)));
            }
            catch (CliException fault)
            {
                faults.Add(fault.Message);
            }
        }

        await call.Out.WriteAsync(call.Get(format) switch
        {
            "" => JsonIndent.Indent(GoJson.Write(found.ToList<object?>(), escapeHtml: true)) + "\n",
            "json" => GoJson.Write(found.ToList<object?>(), escapeHtml: true) + "\n",
            _ when found.Count == 0 => "\n",
            var template => string.Concat(found.Select(one => TableFormat.Apply(template, one) + "\n")),
        });
        return faults.Count == 0 ? 0 : throw new CliException(string.Join('\n', faults));
    }

    private static Fields Document(ContextStore store, EngineContext context)
    {
        var isKept = context.Name != ContextStore.Default;
        var metadata = new Fields();
        if (context.Description.Length > 0)
            metadata["Description"] = context.Description;
        var material = new Fields { IsMap = true };
        if (context.Certificates.Select(path => (object?)System.IO.Path.GetFileName(path)).ToList() is { Count: > 0 } certificates)
            material["docker"] = certificates;
        return new Fields
        {
            ["Name"] = context.Name,
            ["Metadata"] = metadata,
            ["Endpoints"] = new Fields { ["docker"] = new Fields { ["Host"] = context.Host, ["SkipTLSVerify"] = context.SkipsVerification } },
            ["TLSMaterial"] = material,
            ["Storage"] = new Fields
            {
                ["MetadataPath"] = isKept ? store.MetadataFolder(context.Name) : DefaultContext.Place,
                ["TLSPath"] = isKept ? store.TlsFolder(context.Name) : DefaultContext.Place,
            },
        };
    }
}
