using System.IO.Pipelines;

using Gantry.Engine.Containers.Trees;
using Gantry.Engine.Logs;
using Gantry.Engine.Stats;

namespace Gantry.Engine.Containers;

/// <summary>Everything that can be done with containers. A reference is a full id, a name with or without a leading slash, or a unique prefix of an id;
/// an unknown one fails with kind NotFound and Docker's text.</summary>
public interface IContainers
{
    /// <summary>All containers, newest first.</summary>
    IReadOnlyList<Container> All { get; }

    /// <summary>The container a reference means.</summary>
    Container Find(string reference);

    /// <summary>Names others know containers by, <c>owner/alias</c>, by the id of the container that is known so.</summary>
    ILookup<string, string> LinkNames { get; }

    /// <summary>A container's links, <c>/target:/owner/alias</c>; null: it has none.</summary>
    IReadOnlyList<string>? LinksOf(Container container);

    /// <summary>Takes a link, <c>owner/alias</c>, away; the container it leads to stays.</summary>
    Task RemoveLinkAsync(string reference);

    /// <summary>Makes a container; nothing runs yet.</summary>
    Task<CreatedContainer> CreateAsync(CreateRequest request, CancellationToken cancellation);

    /// <summary>Starts it. NotModified when it runs already.</summary>
    Task StartAsync(string reference, CancellationToken cancellation);

    /// <summary>Sends the stop signal, waits, then kills. NotModified when it does not run.</summary>
    /// <param name="reference">The container.</param>
    /// <param name="timeoutSeconds">Seconds to wait; null: the container's; negative: for ever.</param>
    /// <param name="signal">Name or number; null: the container's.</param>
    /// <param name="cancellation">Ends the wait, not the stop.</param>
    Task StopAsync(string reference, int? timeoutSeconds, string? signal, CancellationToken cancellation);

    /// <summary>Stops it, if it runs, and starts it.</summary>
    Task RestartAsync(string reference, int? timeoutSeconds, string? signal, CancellationToken cancellation);

    /// <summary>Sends a signal to the first process; null or empty: SIGKILL.</summary>
    Task KillAsync(string reference, string? signal, CancellationToken cancellation);

    /// <summary>Freezes all processes.</summary>
    Task PauseAsync(string reference, CancellationToken cancellation);

    /// <summary>Lets frozen processes run on.</summary>
    Task UnpauseAsync(string reference, CancellationToken cancellation);

    /// <summary>Changes limits and restart policy; what is zero or empty in <paramref name="change"/> stays. Returns warnings.</summary>
    Task<IReadOnlyList<string>> UpdateAsync(string reference, HostConfig change, CancellationToken cancellation);

    /// <summary>Gives it another name.</summary>
    Task RenameAsync(string reference, string name, CancellationToken cancellation);

    /// <summary>Removes it; a running one only with <paramref name="force"/>.</summary>
    Task RemoveAsync(string reference, bool force, bool volumes, CancellationToken cancellation);

    /// <summary>Removes all that do not run and fit. Conflict: another pruning is under way.</summary>
    Task<ContainerPruning> PruneAsync(Func<Container, bool> fits, CancellationToken cancellation);

    /// <summary>Begins to wait; the reference is resolved before this returns, so that no end is missed.</summary>
    Task<WaitResult> WaitAsync(string reference, WaitCondition condition, CancellationToken cancellation);

    /// <summary>Sets the size of the terminal.</summary>
    Task ResizeAsync(string reference, int height, int width, CancellationToken cancellation);

    /// <summary>The processes, by <c>ps</c> with the given options; null: <c>-ef</c>.</summary>
    Task<ProcessTable> TopAsync(string reference, string? options, CancellationToken cancellation);

    /// <summary>Connects to input and output, now or, when it does not run yet, from its next start on.</summary>
    Task<Attachment> AttachAsync(string reference, AttachRequest request, CancellationToken cancellation);

    /// <summary>Whether a container's log can be read.</summary>
    bool HasLog(Container container);

    /// <summary>Writes the log in the form of an attached stream: frames without a terminal, raw bytes with one.</summary>
    Task CopyLogsAsync(string reference, LogQuery query, PipeWriter output, CancellationToken cancellation);

    /// <summary>Bytes of the writable layer, and of it with the image below.</summary>
    Task<(long Writable, long Root)> SizeAsync(string reference, CancellationToken cancellation);

    /// <summary>What containers use.</summary>
    IContainerStats Stats { get; }

    /// <summary>What can be done with containers' file systems.</summary>
    IContainerTrees Trees { get; }

    /// <summary>Ids of the exec sessions that run in a container.</summary>
    IReadOnlyList<string> ExecIds(string reference);
}

/// <summary>What a container is made from.</summary>
public sealed record CreateRequest
{
    /// <summary>The wished name; null: two random words.</summary>
    public string? Name { get; init; }

    /// <summary>Whether it is made of no image, which its configuration then does not name: builds that begin with nothing need that.</summary>
    public bool IsEmpty { get; init; }

    /// <summary><c>os/arch[/variant]</c>; null: the host's.</summary>
    public string? Platform { get; init; }

    /// <summary>What to run.</summary>
    public required ContainerConfig Config { get; init; }

    /// <summary>How it is tied to the host.</summary>
    public HostConfig HostConfig { get; init; } = new();

    /// <summary>Its networks.</summary>
    public NetworkingConfig? NetworkingConfig { get; init; }
}

/// <summary>A container that was just made.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Warnings">What could not be honoured.</param>
public sealed record CreatedContainer(string Id, IReadOnlyList<string> Warnings);

/// <summary>What a pruning removed.</summary>
/// <param name="Ids">The containers.</param>
/// <param name="ReclaimedBytes">What their writable layers took.</param>
public sealed record ContainerPruning(IReadOnlyList<string> Ids, long ReclaimedBytes);

/// <summary>What a wait waits for.</summary>
public enum WaitCondition
{
    /// <summary>It does not run; true at once for one that does not.</summary>
    NotRunning,

    /// <summary>The next end of a run.</summary>
    NextExit,

    /// <summary>It is gone.</summary>
    Removed,
}

/// <summary>The outcome of a wait.</summary>
/// <param name="ExitCode">The exit status.</param>
/// <param name="Error">Why there is no regular one; null when there is.</param>
public sealed record WaitResult(int ExitCode, string? Error);

/// <summary>What <c>ps</c> printed, as a table.</summary>
/// <param name="Titles">Column titles.</param>
/// <param name="Processes">One row a process.</param>
public sealed record ProcessTable(IReadOnlyList<string> Titles, IReadOnlyList<IReadOnlyList<string>> Processes);
