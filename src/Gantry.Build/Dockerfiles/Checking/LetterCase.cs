namespace Gantry.Build.Dockerfiles.Checking;

/// <summary>How words are written.</summary>
internal static class LetterCase
{
    /// <summary>Whether a word has no capital.</summary>
    public static bool IsLower(string word) => !word.Any(char.IsUpper);

    /// <summary>Whether a word has capitals only.</summary>
    public static bool IsUpper(string word) => !word.Any(char.IsLower);
}
