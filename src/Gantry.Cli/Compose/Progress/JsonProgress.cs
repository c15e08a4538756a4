using System.Text.Json;
using System.Text.Json.Serialization;

using Gantry.Compose.Execute;

namespace Gantry.Cli.Compose.Progress;

/// <summary>Progress as JSON documents, one a line, for programs that show it in their own way.</summary>
internal sealed class JsonProgress(TextWriter output, bool dryRun) : ProgressView
{
    private readonly Lock gate = new();

    public override void Report(ProgressEvent happened) => Write(new ProgressLine
    {
        Id = happened.Subject,
        Parent = happened.Parent,
        Text = happened.Text,
        Status = happened.StatusText,
        Current = happened.Current,
        Total = happened.Total,
        Percent = happened.Percent,
    });

    public override void Remark(string text) => Write(new ProgressLine { Tail = true, Text = text });

    private void Write(ProgressLine line)
    {
        lock (gate)
            output.WriteLine(JsonSerializer.Serialize(line with { DryRun = dryRun }, ProgressJson.Default.ProgressLine));
    }
}

/// <summary>One line of <c>--progress json</c>; what has no value is left out.</summary>
internal sealed record ProgressLine
{
    [JsonPropertyName("dry-run")]
    public bool DryRun { get; init; }

    [JsonPropertyName("tail")]
    public bool Tail { get; init; }

    [JsonPropertyName("id")]
    public string? Id { get; init => field = value is "" ? null : value; }

    [JsonPropertyName("parent_id")]
    public string? Parent { get; init => field = value is "" ? null : value; }

    [JsonPropertyName("text")]
    public string? Text { get; init => field = value is "" ? null : value; }

    [JsonPropertyName("status")]
    public string? Status { get; init => field = value is "" ? null : value; }

    [JsonPropertyName("current")]
    public long Current { get; init; }

    [JsonPropertyName("total")]
    public long Total { get; init; }

    [JsonPropertyName("percent")]
    public int Percent { get; init; }
}

/// <summary>The document of one line of progress.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ProgressLine))]
internal sealed partial class ProgressJson : JsonSerializerContext;
