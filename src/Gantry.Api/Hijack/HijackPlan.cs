namespace Gantry.Api.Hijack;

/// <summary>How a hijacked connection is used.</summary>
internal sealed record HijackPlan
{
    /// <summary>Whether the client's bytes are input; otherwise they are read and dropped.</summary>
    public bool TakesInput { get; init; }

    /// <summary>Whether the client's end of sending ends the input only; otherwise it ends the whole connection, as leaving does.</summary>
    public bool OutlivesInput { get; init; }

    /// <summary>The keys that end the connection; null: none.</summary>
    public DetachKeys? Keys { get; init; }

    /// <summary>Whether the client gets output as it is, without frames; null: exactly when the process has a terminal.</summary>
    public bool? Raw { get; init; }

    /// <summary>Whether the process's output is wanted, besides <see cref="Lead"/>.</summary>
    public bool Streams { get; init; } = true;

    /// <summary>Writes what comes first, for example the log; null: nothing.</summary>
    public Func<Stream, Task>? Lead { get; init; }

    /// <summary>Ended when the client has all the output; null: nobody waits for that.</summary>
    public IDisposable? Delivery { get; init; }
}
