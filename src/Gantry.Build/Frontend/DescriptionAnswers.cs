using System.Globalization;
using System.Text;

using Gantry.Build.Dockerfiles.Descriptions;

namespace Gantry.Build.Frontend;

/// <summary>Answers to what a client asks of a Dockerfile instead of a build, as metadata of a result without files.</summary>
internal static class DescriptionAnswers
{
    public const string Lint = "frontend.lint";
    public const string Outline = "frontend.outline";
    public const string Targets = "frontend.targets";

    public const string Describe = "frontend.subrequests.describe";

    /// <summary>Whether a request is known.</summary>
    public static bool IsKnown(string request) => request is Lint or Outline or Targets or Describe;

    /// <summary>What can be asked.</summary>
    public static IReadOnlyDictionary<string, ReadOnlyMemory<byte>> OfAll() => Of(RequestList.ToJson(), RequestList.ToText(), RequestList.Version);

    public static IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Of(LintResult lint) =>
        new Dictionary<string, ReadOnlyMemory<byte>>(Of(lint.ToJson(), lint.ToText(), LintResult.Version)) { ["result.statuscode"] = Encoding.UTF8.GetBytes(lint.StatusCode.ToString(CultureInfo.InvariantCulture)) };

    public static IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Of(Outline outline) => Of(outline.ToJson(), outline.ToText(), Dockerfiles.Descriptions.Outline.Version);

    public static IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Of(TargetList targets) => Of(targets.ToJson(), targets.ToText(), TargetList.Version);

    private static Dictionary<string, ReadOnlyMemory<byte>> Of(byte[] json, string text, string version) => new()
    {
        ["result.json"] = json,
        ["result.txt"] = Encoding.UTF8.GetBytes(text),
        ["version"] = Encoding.UTF8.GetBytes(version),
    };
}
