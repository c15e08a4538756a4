using System.Text;

using Gantry.Linux.Namespaces;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.LaunchPlans;

/// <summary>
/// The way from nothing to a running process as a flat list of system calls. The daemon decides and writes it; the shim's child
/// performs it without a decision of its own.
/// <code>
///  shim    before: steps that must precede the clone (joining a pid namespace)
///    │ clone3(namespaces)
///  child   steps … execve
/// </code>
/// </summary>
internal sealed class LaunchPlan
{
    /// <summary>Steps of the shim itself, before the clone.</summary>
    public IReadOnlyList<LaunchStep> Before { get; init; } = [];

    /// <summary>Steps of the child.</summary>
    public required IReadOnlyList<LaunchStep> Child { get; init; }

    /// <summary>Namespaces made by the clone.</summary>
    public NamespaceFlags Namespaces { get; init; }

    /// <summary>Register with the directory of a cgroup v2 in which the child is born.</summary>
    public Register? Cgroup { get; init; }

    /// <summary>Content of uid_map and gid_map of the new user namespace.</summary>
    public string? UidMap { get; init; }

    /// <inheritdoc cref="UidMap"/>
    public string? GidMap { get; init; }

    /// <summary>What a person is told about a failed step. Steps are counted through <see cref="Before"/> and <see cref="Child"/>;
    /// -1 is the clone.</summary>
    public LaunchException Explain(int step, int errno)
    {
        if (step < 0)
            return new LaunchException(LaunchFault.Other, $"clone3: {Errno.Text(errno)}", errno);
        LaunchStep failed = step < Before.Count ? Before[step] : Child[step - Before.Count];
        return failed.Failure?.Invoke(errno) ?? new LaunchException(LaunchFault.Other, $"{failed}: {Errno.Text(errno)}", errno);
    }

    /// <summary>The plan for people and golden files, a line a step.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (LaunchStep step in Before)
            text.Append(step).Append('\n');
        text.Append("clone3(").Append(Symbols.Namespaces((long)Namespaces));
        if (Cgroup is { } cgroup)
            text.Append(", cgroup ").Append(cgroup);
        text.Append(")\n");
        foreach (LaunchStep step in Child)
            text.Append("  ").Append(step).Append('\n');
        return text.ToString();
    }
}
