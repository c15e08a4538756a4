namespace Gantry.Cli.Compose.Watching;

/// <summary>What changed files ask for.</summary>
internal sealed class WatchWork
{
    /// <summary>The services to be built and made anew.</summary>
    public SortedSet<string> Rebuilds { get; } = new(StringComparer.Ordinal);

    /// <summary>The services to be restarted.</summary>
    public SortedSet<string> Restarts { get; } = new(StringComparer.Ordinal);

    /// <summary>By service, files of the host and where they are in its containers.</summary>
    public SortedDictionary<string, SortedDictionary<string, string>> Copies { get; } = new(StringComparer.Ordinal);

    /// <summary>The rules whose command is to be run, once each.</summary>
    public List<WatchRule> Commands { get; } = [];

    public bool IsEmpty => Rebuilds.Count == 0 && Restarts.Count == 0 && Copies.Count == 0;

    /// <param name="rules">The rules.</param>
    /// <param name="changed">Files that changed, came or went.</param>
    public static WatchWork Of(IReadOnlyList<WatchRule> rules, IEnumerable<string> changed)
    {
        var work = new WatchWork();
        foreach (var path in changed)
        {
            foreach (var rule in rules)
            {
                if (rule.Find(path) is { } target)
                    work.Add(rule, path, target);
            }
        }

        return work;
    }

    private void Add(WatchRule rule, string path, string target)
    {
        var action = rule.Trigger.Action;
        if (action == "rebuild")
            Rebuilds.Add(rule.Service);
        if (action is "restart" or "sync+restart")
            Restarts.Add(rule.Service);
        if (action is "sync" or "sync+restart" or "sync+exec")
        {
            if (!Copies.TryGetValue(rule.Service, out var copies))
                Copies[rule.Service] = copies = new SortedDictionary<string, string>(StringComparer.Ordinal);
            copies[path] = target;
        }

        if (action == "sync+exec" && !Commands.Contains(rule))
            Commands.Add(rule);
    }
}
