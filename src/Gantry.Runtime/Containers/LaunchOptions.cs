namespace Gantry.Runtime.Containers;

/// <summary>How a process is launched.</summary>
public sealed record LaunchOptions
{
    /// <summary>Socket that gets the terminal (unix(7)); null: none.</summary>
    public string? ConsoleSocket { get; init; }

    /// <summary>Socket that gets a descriptor of the process; null: none.</summary>
    public string? PidfdSocket { get; init; }

    /// <summary>File for the process id; null: none.</summary>
    public string? PidFile { get; init; }

    /// <summary>Descriptors from 3 on that are handed on.</summary>
    public int PreservedDescriptors { get; init; }

    /// <summary>The root is exchanged with pivot_root(2).</summary>
    public bool Pivots { get; init; } = true;

    /// <summary>The process gets a session keyring of its own.</summary>
    public bool HasKeyring { get; init; } = true;

    /// <summary>This command ends before the process does.</summary>
    public bool Detaches { get; init; }

    /// <summary>Errors of control groups are no failure: whoever runs us may not make any.</summary>
    public bool IgnoresCgroupErrors { get; init; }

    /// <summary>Control groups are made by systemd, as units.</summary>
    public bool UsesSystemd { get; init; }

    /// <summary>Called with what is worth telling but no failure.</summary>
    public Action<string> Warn { get; init; } = static _ => { };

    /// <summary>Called with what happens, for whoever looks for a fault.</summary>
    public Action<string> Trace { get; init; } = static _ => { };
}
