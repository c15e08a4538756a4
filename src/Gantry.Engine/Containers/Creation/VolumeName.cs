using System.Text.RegularExpressions;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Names of volumes.</summary>
internal static partial class VolumeName
{
    public static bool IsValid(string name) => Pattern().IsMatch(name);

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9_.-]+$")]
    private static partial Regex Pattern();
}
