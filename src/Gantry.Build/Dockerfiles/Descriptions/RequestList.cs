using System.Text;

namespace Gantry.Build.Dockerfiles.Descriptions;

/// <summary>What can be asked of a Dockerfile instead of a build: the answer to <c>docker buildx build --call=subrequests.describe</c>, BuildKit's <c>frontend.subrequests.describe</c> 1.0.0. It is the same for all.</summary>
internal static class RequestList
{
    /// <summary>The version of the answer's form.</summary>
    public const string Version = "1.0.0";

    private const string Files = """ "inputs": null, "metadata": [{"name": "result.json", "description": ""}, {"name": "result.txt", "description": ""}], "refs": null """;

    private static readonly (string Name, string Description, string Options)[] All =
    [
        ("frontend.outline", "List all parameters current build target supports", """[{"name": "target", "description": "Target build stage"}]"""),
        ("frontend.targets", "List all targets current build supports", "[]"),
        ("frontend.subrequests.describe", "List available subrequest types", "null"),
    ];

    /// <summary>The answer's <c>result.json</c>.</summary>
    public static byte[] ToJson() => Encoding.UTF8.GetBytes(
        $"[{string.Join(", ", All.Select(r => $$"""{"name": "{{r.Name}}", "version": "{{Version}}", "type": "rpc", "description": "{{r.Description}}", "opts": {{r.Options}}, {{Files}}}"""))}]");

    /// <summary>The answer's <c>result.txt</c>.</summary>
    public static string ToText() => TextTable.Format(
        [["NAME", "VERSION", "DESCRIPTION"], .. All.Select(r => (string[])[r.Name["frontend.".Length..], Version, r.Description])], gap: 1);
}
