using Gantry.Cli.Tables;
using Gantry.Cli.Templates;

namespace Gantry.Cli.Settings.Contexts;

/// <summary>A context as <c>context ls</c> shows it.</summary>
internal static class ContextRow
{
    public const string Columns = "{{.Name}}{{if .Current}} *{{end}}\t{{.Description}}\t{{.DockerEndpoint}}\t{{.Error}}";

    public static Fields Headers { get; } = new()
    {
        ["Name"] = "NAME",
        ["Description"] = "DESCRIPTION",
        ["DockerEndpoint"] = "DOCKER ENDPOINT",
        ["Error"] = "ERROR",
        ["Current"] = "",
    };

    public static Row Of(EngineContext context, string host, string fault, bool isCurrent) => new(new SortedDictionary<string, Func<object?>>(StringComparer.Ordinal)
    {
        ["Name"] = () => context.Name,
        ["Description"] = () => context.Description,
        ["DockerEndpoint"] = () => host,
        ["Error"] = () => fault,
        ["Current"] = () => isCurrent,
    })
    {
        TypeName = "*formatter.clientContextContext",
    };
}
