using System.CommandLine;
using System.Text;
using System.Text.Json;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Templates;

namespace Gantry.Cli.Commands.Engine;

/// <summary><c>gantry version</c>: versions of the client and of the engine.</summary>
internal sealed class VersionCommand : Verb
{
    private readonly Option<string> format = Flag.Text("-f, --format", "How to print: json or a Go template");

    public VersionCommand()
        : base("version", "[OPTIONS]", "Show the versions of client and engine", Operands.None) => Accept(format);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        Fields? server = null;
        string? fault = null;
        var version = EngineClient.NewestVersion;
        try
        {
            version = await call.Engine.VersionAsync(cancellation);
            using var json = JsonDocument.Parse(await call.Engine.GetBytesAsync("/version", cancellation));
            server = (Fields)Fields.From(json.RootElement)!;
        }
        catch (Exception failed) when (failed is EngineException or EngineUnreachableException or HttpRequestException)
        {
            fault = failed.Message;
        }

        var all = new Fields { ["Client"] = Client(version, call.Settings.ContextName), ["Server"] = server };
        await call.Out.WriteAsync(call.Get(format) switch
        {
            "" => Text(version, call.Settings.ContextName, server),
            "json" => GoJson.Write(all) + "\n",
            var template => Render(template, all),
        });
        return fault is null || call.Get(format) == GlobalFlags.VersionTemplate ? 0 : throw new CliException(fault);
    }

    private static string Render(string template, Fields all)
    {
        try
        {
            return GoTemplate.Parse(template).Execute(all) + "\n";
        }
        catch (TemplateException fault)
        {
            throw new CliException(fault.Message.Contains("executing", StringComparison.Ordinal) ? fault.Message : $"template parsing error: {fault.Message}", fault.Message.Contains("executing", StringComparison.Ordinal) ? 1 : 64);
        }
    }

    private static Fields Client(string version, string context) => new()
    {
        ["Version"] = ClientVersion.Text,
        ["ApiVersion"] = version,
        ["DefaultAPIVersion"] = EngineClient.NewestVersion,
        ["Os"] = "linux",
        ["Arch"] = "amd64",
        ["Context"] = context,
    };

    private static string Text(string version, string context, Fields? server)
    {
        var text = new StringBuilder();
        text.Append("Client:\n");
        Line(text, " Version:", ClientVersion.Text);
        Line(text, " API version:", version);
        Line(text, " OS/Arch:", "linux/amd64");
        Line(text, " Context:", context);
        if (server is null)
            return text.ToString();
        text.Append("\nServer:");
        if (server.GetValueOrDefault("Platform") is Fields platform && platform.GetValueOrDefault("Name") is string { Length: > 0 } name)
            text.Append(' ').Append(name);
        text.Append('\n');
        foreach (var component in (server.GetValueOrDefault("Components") as IReadOnlyList<object?> ?? []).OfType<Fields>())
            Component(text, component);
        return text.ToString();
    }

    private static void Component(StringBuilder text, Fields component)
    {
        text.Append(' ').Append(component.GetValueOrDefault("Name")).Append(":\n");
        Line(text, "  Version:", component.GetValueOrDefault("Version") as string ?? "");
        var details = component.GetValueOrDefault("Details") as Fields ?? [];
        if (details.GetValueOrDefault("ApiVersion") is string api)
        {
            var built = details.GetValueOrDefault("BuildTime") as string;
            Line(text, "  API version:", $"{api} (minimum version {details.GetValueOrDefault("MinAPIVersion")})");
            foreach (var (label, name) in new[] { ("  Go version:", "GoVersion"), ("  Git commit:", "GitCommit") })
            {
                if (details.GetValueOrDefault(name) is string value)
                    Line(text, label, value);
            }

            if (built is not null)
                Line(text, "  Built:", DateTimeOffset.TryParse(built, out var time) ? GoDate(time) : built);
            Line(text, "  OS/Arch:", $"{details.GetValueOrDefault("Os")}/{details.GetValueOrDefault("Arch")}");
            Line(text, "  Experimental:", details.GetValueOrDefault("Experimental") as string ?? "false");
            return;
        }

        foreach (var (name, value) in details)
            Line(text, $"  {name}:", value as string ?? "");
    }

    private static string GoDate(DateTimeOffset time) =>
        time.ToString("ddd MMM d HH:mm:ss yyyy", System.Globalization.CultureInfo.InvariantCulture) is var text && time.Day < 10
            ? text.Insert(8, " ")
            : time.ToString("ddd MMM d HH:mm:ss yyyy", System.Globalization.CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, string label, string value) => text.Append(label.PadRight(20)).Append(value).Append('\n');
}
