using Gantry.Oci.Errors;

namespace Gantry.Runtime.LaunchPlans;

/// <summary>What kept a process from starting.</summary>
public enum LaunchFault
{
    /// <summary>The host, the kernel or the container's set-up; nothing the program's name could change.</summary>
    Other,

    /// <summary>There is no such program; exit status 127.</summary>
    ExecutableNotFound,

    /// <summary>There is one, but it cannot be executed; exit status 126.</summary>
    NotExecutable,

    /// <summary>A mount could not be made because of what the container's tree holds.</summary>
    Mount,

    /// <summary>The working directory cannot be entered.</summary>
    WorkingDirectory,
}

/// <summary>A process that did not start. The text is what follows <c>unable to start container process: error during container init: </c>
/// in Docker's messages.</summary>
/// <param name="fault">What kept it.</param>
/// <param name="message">The reason.</param>
/// <param name="errno">The kernel's error number (errno(3)), zero if none.</param>
public sealed class LaunchException(LaunchFault fault, string message, int errno = 0)
    : GantryException(fault is LaunchFault.Other ? ErrorKind.Internal : ErrorKind.Invalid, message)
{
    /// <summary>What kept the process from starting.</summary>
    public LaunchFault Fault { get; } = fault;

    /// <summary>Whether another runtime says so, in whole sentences of its own.</summary>
    public bool IsForeign { get; init; }

    /// <summary>The kernel's error number (errno(3)), zero if none.</summary>
    public int Errno { get; } = errno;
}
