namespace Gantry.Build.Dockerfiles.Checking;

/// <summary>Collects what the checks find, in the order in which they find it.</summary>
/// <param name="options">Which rules count.</param>
public sealed class CheckReport(CheckOptions options)
{
    private readonly List<Finding> _findings = [];

    /// <summary>All findings.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>The sentence with which findings fail a build; null: they do not.</summary>
    public string? Failure => options.FailsOnFindings && _findings.Count > 0
        ? $"lint violation found for rules: {string.Join(", ", _findings.Select(f => f.Rule).Distinct())}"
        : null;

    /// <summary>Adds a finding if its rule is wanted.</summary>
    public void Add(CheckRule rule, LineRange lines, string message)
    {
        if (options.Wants(rule)) _findings.Add(rule.Finds(message, lines));
    }

    /// <summary>Adds findings whose rules are wanted.</summary>
    public void Add(IEnumerable<Finding> findings) =>
        _findings.AddRange(findings.Where(f => CheckRules.ByName.TryGetValue(f.Rule, out var rule) && options.Wants(rule)));
}
