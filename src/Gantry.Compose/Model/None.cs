using System.Collections.ObjectModel;

namespace Gantry.Compose.Model;

/// <summary>Mappings that hold nothing.</summary>
internal static class None
{
    public static IReadOnlyDictionary<string, string> Text { get; } = ReadOnlyDictionary<string, string>.Empty;

    public static IReadOnlyDictionary<string, string?> OptionalText { get; } = ReadOnlyDictionary<string, string?>.Empty;
}
