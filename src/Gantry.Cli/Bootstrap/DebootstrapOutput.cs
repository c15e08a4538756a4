namespace Gantry.Cli.Bootstrap;

/// <summary>Understands the lines debootstrap prints: <c>I:</c> for what it does, <c>W:</c> and <c>E:</c> for what went wrong.</summary>
internal sealed class DebootstrapOutput
{
    private readonly HashSet<string> unpacked = [];
    private readonly HashSet<string> configured = [];
    private bool resolved;

    /// <summary>The last error reported.</summary>
    public string? Error { get; private set; }

    /// <summary>Whether the index's signature was checked and found valid.</summary>
    public bool SignatureValid { get; private set; }

    /// <summary>The step a line reports, or null where it reports none.</summary>
    public Step? Read(string line)
    {
        if (line.StartsWith("E: ", StringComparison.Ordinal))
            Error = line[3..];
        if (!line.StartsWith("I: ", StringComparison.Ordinal))
            return null;
        var words = line[3..].Split(' ');
        switch (words)
        {
            case ["Valid", "Release", "signature", ..]:
                SignatureValid = true;
                return new Step(Phase.Index, line[3..], false);
            case ["Resolving", ..]:
                resolved = true;
                return new Step(Phase.Index, "Resolving dependencies", false);
            case ["Retrieving" or "Checking" or "Validating", ..] when !resolved:
                return new Step(Phase.Index, line[3..], false);
            case ["Retrieving", var package, ..]:
                return new Step(Phase.Download, package, true);
            case ["Extracting" or "Unpacking", var package, ..]:
                return Package(Phase.Unpack, package, unpacked);
            case ["Configuring", var package, ..]:
                return Package(Phase.Configure, package, configured);
            case ["Base", "system", "installed", ..]:
                return new Step(Phase.Configure, "Base system installed", false);
            default:
                return null;
        }
    }

    /// <summary>A package counts once: the essential ones are extracted first and unpacked by dpkg later. Groups end in "packages...".</summary>
    private static Step? Package(Phase phase, string word, HashSet<string> seen)
    {
        var name = word.TrimEnd('.').Split(':')[0];
        return name is "the" or "required" or "" ? null : seen.Add(name) ? new Step(phase, name, true) : null;
    }
}
