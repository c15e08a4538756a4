namespace Gantry.Build.Dockerfiles.Checking;

/// <summary>Names of variables that tell of a secret: <c>API_KEY</c>, <c>GITHUB_TOKEN</c>.</summary>
internal static class SecretNames
{
    private static readonly HashSet<string> Secret = new(
        ["apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a name tells of one: one of its words does, and none says that it is public.</summary>
    public static bool Contain(string name)
    {
        var words = name.Split('_');
        return words.Any(Secret.Contains) && !words.Contains("public", StringComparer.OrdinalIgnoreCase);
    }
}
