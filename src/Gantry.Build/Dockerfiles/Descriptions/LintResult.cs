using System.Text;
using System.Text.Json.Serialization;

namespace Gantry.Build.Dockerfiles.Descriptions;

/// <summary>What the checks found: the answer to <c>docker buildx build --check</c>, BuildKit's <c>frontend.lint</c> 1.0.0.</summary>
public sealed record LintResult
{
    /// <summary>The version of the answer's form.</summary>
    public const string Version = "1.0.0";

    /// <summary>The findings; null: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public IReadOnlyList<LintWarning>? Warnings { get; init; }

    /// <summary>The Dockerfile.</summary>
    public required IReadOnlyList<LintSource> Sources { get; init; }

    /// <summary>What would end the build; null: nothing.</summary>
    public LintError? BuildError { get; init; }

    /// <summary>The answer's <c>result.statuscode</c>, with which the client exits.</summary>
    [JsonIgnore]
    public int StatusCode => Warnings is not null || BuildError is not null ? 1 : 0;

    /// <summary>Makes the answer.</summary>
    /// <param name="fileName">The Dockerfile's name.</param>
    /// <param name="text">Its text.</param>
    /// <param name="findings">What was found.</param>
    /// <param name="error">The fault that would end the build; null: none.</param>
    /// <param name="definition">The graph that brings the file; null: unknown.</param>
    public static LintResult Of(string fileName, string text, IReadOnlyList<Finding> findings, DockerfileException? error = null, LintDefinition? definition = null) => new()
    {
        Warnings = findings.Count == 0 ? null : [.. findings.Select(f => new LintWarning(f.Rule, f.Description, f.Url.Length == 0 ? null : f.Url, f.Message, SourceLocation.Of(f.Lines)))],
        Sources = [new LintSource(fileName, Encoding.UTF8.GetBytes(text), definition, "Dockerfile")],
        BuildError = error is null ? null : new LintError(error.Message, error.Lines == default ? new SourceLocation(null) : SourceLocation.Of(error.Lines)),
    };

    /// <summary>The answer's <c>result.json</c>.</summary>
    public byte[] ToJson() => DescriptionJson.Write(this, DescriptionJson.Plain.LintResult);

    /// <summary>The answer's <c>result.txt</c>: findings line by line with what they are about.</summary>
    public string ToText()
    {
        var source = Encoding.UTF8.GetString(Sources[0].Data);
        return string.Concat((Warnings ?? []).OrderBy(w => w.Location.Lines.First).Select(w =>
            $"\nWARNING: {w.RuleName}{(w.Url is null ? "" : $" - {w.Url}")}\n{w.Detail}\n{SourceExcerpt.Of(Sources[0].Filename, source, w.Location.Lines)}"));
    }
}

/// <summary>A finding.</summary>
/// <param name="RuleName">The rule's name.</param>
/// <param name="Description">The rule in a sentence.</param>
/// <param name="Url">Where it is explained; null: nowhere.</param>
/// <param name="Detail">What is wrong here.</param>
/// <param name="Location">Where.</param>
public sealed record LintWarning(string RuleName, string Description, string? Url, string Detail, SourceLocation Location);

/// <summary>A fault.</summary>
/// <param name="Message">What is wrong.</param>
/// <param name="Location">Where.</param>
public sealed record LintError(string Message, SourceLocation Location);

/// <summary>A file.</summary>
/// <param name="Filename">Its name.</param>
/// <param name="Data">Its content.</param>
/// <param name="Definition">The graph that brings it; null: unknown.</param>
/// <param name="Language">What it is written in.</param>
public sealed record LintSource(string Filename, byte[] Data, LintDefinition? Definition, string Language);
