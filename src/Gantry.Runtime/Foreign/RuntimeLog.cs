using System.Text.Json;

namespace Gantry.Runtime.Foreign;

/// <summary>The messages of a runtime (<c>--log FILE --log-format json</c>): a JSON object a line with <c>level</c> and <c>msg</c>.</summary>
internal static class RuntimeLog
{
    /// <summary>The last error; null when there is none.</summary>
    public static string? LastError(string path)
    {
        if (!File.Exists(path))
            return null;
        string? last = null;
        foreach (var line in File.ReadLines(path))
        {
            try
            {
                using var entry = JsonDocument.Parse(line);
                if (entry.RootElement.GetProperty("level").GetString() is "error" or "fatal" or "panic")
                    last = entry.RootElement.GetProperty("msg").GetString();
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                // A runtime that writes something else is not worth more than its exit status.
            }
        }

        return last;
    }
}
