namespace Gantry.Build.Sessions;

/// <summary>Sessions that clients name for single directories: a client of several builds has them share one, so that the directory is transferred once.</summary>
internal static class LocalSessions
{
    /// <summary>What stands before a directory's name in the frontend's option.</summary>
    public const string Prefix = "local-sessionid:";

    /// <summary>Finds those that a frontend's options name, by the directory.</summary>
    /// <param name="sessions">The clients that are connected.</param>
    /// <param name="options">The options.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="TimeoutException">One has not come.</exception>
    public static async Task<IReadOnlyDictionary<string, IBuildSession>> OfAsync(SessionBook sessions, IEnumerable<KeyValuePair<string, string>> options, CancellationToken cancellation)
    {
        var found = new Dictionary<string, IBuildSession>(StringComparer.Ordinal);
        foreach (var (name, id) in options)
            if (id.Length > 0 && name.StartsWith(Prefix, StringComparison.Ordinal)) found[name[Prefix.Length..]] = await sessions.FindAsync(id, cancellation);
        return found;
    }
}
