using System.CommandLine;
using System.Text.Json;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Templates;

namespace Gantry.Cli.Commands.Engine;

/// <summary><c>gantry info</c>: the engine, its host and what it holds.</summary>
internal sealed class InfoCommand : Verb
{
    private readonly Option<string> format = Flag.Text("-f, --format", "How to print: json or a Go template");

    public InfoCommand()
        : base("info", "[OPTIONS]", "Show the engine, its host and what it holds", Operands.None) => Accept(format);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        Fields? server = null;
        string? fault = null;
        try
        {
            using var json = JsonDocument.Parse(await call.Engine.GetBytesAsync("/info", cancellation));
            server = (Fields)Fields.From(json.RootElement)!;
        }
        catch (Exception failed) when (failed is EngineException or EngineUnreachableException or HttpRequestException)
        {
            fault = failed.Message;
        }

        var client = new Fields { ["Version"] = ClientVersion.Text, ["Debug"] = false, ["Context"] = call.Settings.ContextName };
        if (call.Get(format).Length > 0)
        {
            var all = server ?? [];
            all["ClientInfo"] = client;
            await call.Out.WriteLineAsync(Render(call.Get(format), all));
            return fault is null ? 0 : throw new CliException(fault);
        }

        await call.Out.WriteAsync($"Client:\n Version:    {ClientVersion.Text}\n Context:    {call.Settings.ContextName}\n Debug Mode: false\n\nServer:\n");
        if (server is null)
        {
            await call.Out.FlushAsync(cancellation);
            throw new CliException($"{fault}\nerrors pretty printing info");
        }

        await call.Out.WriteAsync(InfoText.Of(server));
        await call.Out.FlushAsync(cancellation);
        foreach (var warning in server.GetValueOrDefault("Warnings") as IReadOnlyList<object?> ?? [])
            await call.Error.WriteLineAsync(warning as string);
        return 0;
    }

    private static string Render(string format, Fields all)
    {
        try
        {
            return format == "json" ? GoJson.Write(all) : GoTemplate.Parse(format).Execute(all);
        }
        catch (TemplateException fault)
        {
            throw new CliException(fault.Message.Contains("executing", StringComparison.Ordinal) ? fault.Message : $"template parsing error: {fault.Message}", fault.Message.Contains("executing", StringComparison.Ordinal) ? 1 : 64);
        }
    }
}
