namespace Gantry.Storage.Checks;

/// <summary>Something a check found wrong.</summary>
/// <param name="Subject">What it is about: "blob sha256:…", "layer sha256:…", "container web".</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="Users">The images or containers that need it, by name.</param>
/// <param name="IsRepaired">Whether it is well again.</param>
/// <param name="Note">How it was repaired, or what can be done about it.</param>
public sealed record Finding(string Subject, string Problem, IReadOnlyList<string> Users, bool IsRepaired, string Note);
