using System.Text.Json.Serialization;

namespace Gantry.Runtime.CommandLine.Answers;

/// <summary>How many processes and threads a group has.</summary>
internal sealed record PidsAnswer
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Current { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Limit { get; init; }
}
