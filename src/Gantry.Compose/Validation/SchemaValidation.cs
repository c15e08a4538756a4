using Gantry.Compose.Loading;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Validation;

/// <summary>Checks a file against the Compose specification.</summary>
internal static class SchemaValidation
{
    /// <summary>Checks <paramref name="root"/>, to which <paramref name="file"/> was merged last.</summary>
    /// <exception cref="ComposeException">A key is unknown or a value has the wrong type; the message says where.</exception>
    public static void Check(MapNode root, string file)
    {
        if (ComposeSchema.File.Check(root, []) is not { } error)
            return;
        var hint = error.Hint is null ? "" : $"; did you mean '{error.Hint}'?";
        var place = error.At == Position.None ? "" : $" ({error.At}{hint})";
        throw new ComposeException($"validating {file}: {string.Join('.', error.Path)} {error.Text}{place}");
    }
}
