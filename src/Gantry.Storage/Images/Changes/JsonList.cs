using System.Text.Json;

namespace Gantry.Storage.Images.Changes;

/// <summary>The exec form of an instruction: a JSON array of strings.</summary>
internal static class JsonList
{
    /// <summary>The strings, or null when the text is no such array, which makes it the shell form.</summary>
    public static IReadOnlyList<string>? TryParse(string text)
    {
        if (!text.StartsWith('[')) return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Array) return null;
            var list = new List<string>();
            foreach (var element in document.RootElement.EnumerateArray())
            {
                if (element.ValueKind != JsonValueKind.String) return null;
                list.Add(element.GetString()!);
            }

            return list;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
