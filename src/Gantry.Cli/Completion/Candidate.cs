namespace Gantry.Cli.Completion;

/// <summary>A word that may come next, and what it is about.</summary>
internal readonly record struct Candidate(string Word, string About);
