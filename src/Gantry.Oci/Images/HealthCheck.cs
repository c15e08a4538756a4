using System.Text.Json.Serialization;

namespace Gantry.Oci.Images;

/// <summary>How to tell whether a container is well (Docker's addition to the image configuration). Zero means "the default".</summary>
public sealed record HealthCheck
{
    /// <summary>["NONE"], ["CMD", program, arguments…] or ["CMD-SHELL", line]; empty inherits.</summary>
    public IReadOnlyList<string>? Test { get; init; }

    /// <summary>Between two checks, in nanoseconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Interval { get; init; }

    /// <summary>After which a check counts as failed, in nanoseconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Timeout { get; init; }

    /// <summary>After the start, during which failures do not count, in nanoseconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long StartPeriod { get; init; }

    /// <summary>Between two checks during the start period, in nanoseconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long StartInterval { get; init; }

    /// <summary>Failures in a row that make the container unhealthy.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Retries { get; init; }
}
