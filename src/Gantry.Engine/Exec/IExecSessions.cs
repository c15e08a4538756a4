using Gantry.Engine.Containers;

namespace Gantry.Engine.Exec;

/// <summary>Additional processes in running containers.</summary>
public interface IExecSessions
{
    /// <summary>Prepares a process; nothing runs yet. Returns its id.</summary>
    Task<string> CreateAsync(string container, ExecConfig config, CancellationToken cancellation);

    /// <summary>Starts it. With <see cref="ExecStart.Detach"/> returns null, otherwise a connection to its streams.
    /// Fails only for a wrong id or state; a program that cannot be started shows in the connection's first bytes and the exit code.</summary>
    Task<Attachment?> StartAsync(string id, ExecStart start, CancellationToken cancellation);

    /// <summary>Sets the size of its terminal.</summary>
    Task ResizeAsync(string id, int height, int width, CancellationToken cancellation);

    /// <summary>How it stands.</summary>
    ExecSession Find(string id);
}

/// <summary>What to run in a container.</summary>
public sealed record ExecConfig
{
    /// <summary><c>user[:group]</c>; empty: the container's.</summary>
    public string User { get; init; } = "";

    /// <summary>Whether it gets all capabilities.</summary>
    public bool Privileged { get; init; }

    /// <summary>Whether it gets a terminal.</summary>
    public bool Tty { get; init; }

    /// <summary>Whether the client sends input.</summary>
    public bool AttachStdin { get; init; }

    /// <summary>Whether the client wants standard output.</summary>
    public bool AttachStdout { get; init; }

    /// <summary>Whether the client wants standard error.</summary>
    public bool AttachStderr { get; init; }

    /// <summary>Key sequence that detaches.</summary>
    public string DetachKeys { get; init; } = "";

    /// <summary>Further environment.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];

    /// <summary>Working directory; empty: the container's.</summary>
    public string WorkingDir { get; init; } = "";

    /// <summary>The program and its arguments.</summary>
    public IReadOnlyList<string> Cmd { get; init; } = [];

    /// <summary>Initial terminal height and width; null: none.</summary>
    public IReadOnlyList<int>? ConsoleSize { get; init; }
}

/// <summary>How to start it.</summary>
/// <param name="Detach">Whether nobody listens.</param>
/// <param name="Tty">Whether the connection is raw.</param>
/// <param name="ConsoleSize">Initial terminal height and width; null: that of the creation.</param>
public sealed record ExecStart(bool Detach, bool Tty, IReadOnlyList<int>? ConsoleSize);

/// <summary>An exec session at one moment.</summary>
/// <param name="Id">64 hexadecimal characters.</param>
/// <param name="ContainerId">The container.</param>
/// <param name="Config">What runs.</param>
/// <param name="Running">Whether it runs.</param>
/// <param name="ExitCode">Its exit status; null before its end.</param>
/// <param name="Pid">Process id on the host; 0 when it does not run.</param>
/// <param name="CanRemove">Whether it has ended and may be forgotten.</param>
public sealed record ExecSession(string Id, string ContainerId, ExecConfig Config, bool Running, int? ExitCode, int Pid, bool CanRemove);
