using System.Text.Json.Serialization;

namespace Gantry.Build.Dockerfiles.Descriptions;

/// <summary>What a target takes from whoever builds it: the answer to <c>docker buildx build --call=outline</c>, BuildKit's <c>frontend.outline</c> 1.0.0.</summary>
public sealed record Outline
{
    /// <summary>The version of the answer's form.</summary>
    public const string Version = "1.0.0";

    /// <summary>The target's name; null: it has none.</summary>
    public string? Name { get; init; }

    /// <summary>What a comment above it says.</summary>
    public string? Description { get; init; }

    /// <summary>Build arguments; null: none.</summary>
    public IReadOnlyList<OutlineArgument>? Args { get; init; }

    /// <summary>Secrets; null: none.</summary>
    public IReadOnlyList<OutlineMount>? Secrets { get; init; }

    /// <summary>Agents; null: none.</summary>
    [JsonPropertyName("ssh")]
    public IReadOnlyList<OutlineMount>? Ssh { get; init; }

    /// <summary>The Dockerfile.</summary>
    public IReadOnlyList<byte[]>? Sources { get; init; }

    /// <summary>The answer's <c>result.json</c>.</summary>
    public byte[] ToJson() => DescriptionJson.Write(this, DescriptionJson.Plain.Outline);

    /// <summary>The answer's <c>result.txt</c>.</summary>
    public string ToText() => string.Concat(
        Block(1, Name is null && Description is null ? [] : [["TARGET:", Name ?? "(default)"], .. Description is null ? [] : (string[][])[["DESCRIPTION:", Description]]]),
        Block(3, Args is null ? [] : [["BUILD ARG", "VALUE", "DESCRIPTION"], .. Args.Select(a => (string[])[a.Name, a.Value ?? "", a.Description ?? ""])]),
        Block(3, Mounts("SECRET", Secrets)),
        Block(3, Mounts("SSH", Ssh)));

    private static string Block(int gap, IReadOnlyList<string[]> rows) => rows.Count == 0 ? "" : TextTable.Format(rows, gap) + "\n";

    private static IReadOnlyList<string[]> Mounts(string title, IReadOnlyList<OutlineMount>? mounts) =>
        mounts is null ? [] : [[title, "REQUIRED"], .. mounts.Select(m => (string[])[m.Name, m.Required ? "true" : ""])];
}

/// <summary>A build argument.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What a comment above it says.</param>
/// <param name="Value">Its value now; null: none.</param>
/// <param name="Location">Where it is declared.</param>
public sealed record OutlineArgument(string Name, string? Description, string? Value, SourceLocation Location);

/// <summary>A secret or an agent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Required">Whether the build fails without it.</param>
/// <param name="Location">Where it is asked for.</param>
public sealed record OutlineMount(string Name, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Required, SourceLocation Location);
