namespace Gantry.Cli.Client;

/// <summary>A line of a check's answer: what is looked at, what is wrong, or how it ended.</summary>
internal sealed record CheckLine
{
    public string? At { get; init; }

    public int Number { get; init; }

    public int Total { get; init; }

    public CheckFinding? Found { get; init; }

    public string? Error { get; init; }

    public bool Done { get; init; }
}

/// <summary>Something that is wrong on an engine's disk.</summary>
internal sealed record CheckFinding(string Subject, string Problem, IReadOnlyList<string> Users, bool IsRepaired, string Note);
