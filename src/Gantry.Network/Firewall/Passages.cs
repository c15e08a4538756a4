namespace Gantry.Network.Firewall;

/// <summary>The passages in force, by the container that asked for them.</summary>
internal sealed class Passages
{
    private readonly Dictionary<string, IReadOnlyList<Passage>> _byOwner = [];

    /// <summary>All of them, each once.</summary>
    public IReadOnlyList<Passage> All => [.. _byOwner.Values.SelectMany(passages => passages).Distinct()];

    /// <summary>Puts a container's passages in the place of those it had; says what is new and what is gone.</summary>
    public (IReadOnlyList<Passage> New, IReadOnlyList<Passage> Gone) Set(string owner, IReadOnlyList<Passage> passages) => Change(() =>
    {
        if (passages.Count == 0)
            _byOwner.Remove(owner);
        else
            _byOwner[owner] = passages;
    });

    /// <summary>Drops all from and to addresses that are about to be somebody else's; says what is gone.</summary>
    public IReadOnlyList<Passage> Drop(IReadOnlyCollection<string> addresses) => _byOwner.Count == 0 ? [] : Change(() =>
    {
        foreach (var (owner, passages) in _byOwner.ToList())
            _byOwner[owner] = [.. passages.Where(passage => !addresses.Contains(passage.SourceAddress) && !addresses.Contains(passage.TargetAddress))];
    }).Gone;

    private (IReadOnlyList<Passage> New, IReadOnlyList<Passage> Gone) Change(Action change)
    {
        var before = All;
        change();
        var after = All;
        return ([.. after.Except(before)], [.. before.Except(after)]);
    }
}
