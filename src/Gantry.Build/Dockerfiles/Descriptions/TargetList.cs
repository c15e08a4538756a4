using System.Text;
using System.Text.Json.Serialization;

namespace Gantry.Build.Dockerfiles.Descriptions;

/// <summary>The stages that can be built: the answer to <c>docker buildx build --call=targets</c>, BuildKit's <c>frontend.targets</c> 1.0.0.</summary>
/// <param name="Targets">In the file's order.</param>
/// <param name="Sources">The Dockerfile.</param>
public sealed record TargetList(IReadOnlyList<Target> Targets, IReadOnlyList<byte[]> Sources)
{
    /// <summary>The version of the answer's form.</summary>
    public const string Version = "1.0.0";

    /// <summary>The stages of a Dockerfile.</summary>
    /// <param name="file">The file, read.</param>
    /// <param name="text">Its text.</param>
    public static TargetList Of(Dockerfile file, string text) =>
        new([.. file.Stages.Select((s, i) => Describe(s.From, isLast: i == file.Stages.Count - 1))], [Encoding.UTF8.GetBytes(text)]);

    /// <summary>The answer's <c>result.json</c>.</summary>
    public byte[] ToJson() => DescriptionJson.Write(this, DescriptionJson.Plain.TargetList);

    /// <summary>The answer's <c>result.txt</c>.</summary>
    public string ToText() => TextTable.Format(
        [["TARGET", "DESCRIPTION"], .. Targets.Select(t => (string[])[t.Name is null ? t.Default ? "(default)" : "" : t.Default ? $"{t.Name} (default)" : t.Name, t.Description ?? ""])], gap: 1);

    private static Target Describe(FromInstruction from, bool isLast) => new()
    {
        Name = from.StageName,
        Default = isLast,
        Description = DescriptionComment.Find(from, from.StageName),
        Base = from.Base,
        Platform = from.Platform,
        Location = SourceLocation.Of(from.Lines),
    };
}

/// <summary>One of them.</summary>
public sealed record Target
{
    /// <summary>Its name; null: it has none.</summary>
    public string? Name { get; init; }

    /// <summary>Whether it is built if none is named.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Default { get; init; }

    /// <summary>What a comment above it says.</summary>
    public string? Description { get; init; }

    /// <summary>Its base, unexpanded.</summary>
    public string? Base { get; init; }

    /// <summary>Its base's platform, unexpanded.</summary>
    public string? Platform { get; init; }

    /// <summary>Where it begins.</summary>
    public SourceLocation? Location { get; init; }
}
