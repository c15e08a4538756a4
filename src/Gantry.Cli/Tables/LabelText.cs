namespace Gantry.Cli.Tables;

/// <summary>The labels of an object in one cell.</summary>
internal static class LabelText
{
    /// <summary><c>name=value</c> with commas between, in the order of the names.</summary>
    public static string Of(IReadOnlyDictionary<string, string>? labels) =>
        string.Join(',', (labels ?? new Dictionary<string, string>()).OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));
}
