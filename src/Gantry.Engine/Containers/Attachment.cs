using System.Net.Sockets;

namespace Gantry.Engine.Containers;

/// <summary>Which streams a client connects to.</summary>
/// <param name="Stdin">Whether its bytes become the process's input.</param>
/// <param name="Stdout">Whether it gets standard output.</param>
/// <param name="Stderr">Whether it gets standard error.</param>
public sealed record AttachRequest(bool Stdin, bool Stdout, bool Stderr);

/// <summary>A connection to a process. What is read from <paramref name="Socket"/> is what Docker's hijacked connection carries: frames of
/// <c>[stream, 0, 0, 0, length (32 bits, big-endian)]</c> and payload without a terminal, raw bytes with one; what is written is input;
/// shutting down the sending side ends the input. The end of file comes when the process's output has ended.</summary>
/// <param name="Socket">This side of the connection, owned by the holder.</param>
/// <param name="Tty">Whether the process has a terminal.</param>
public sealed record Attachment(Socket Socket, bool Tty) : IDisposable
{
    /// <summary>Completes when the end of what is attached to can be asked for; the client's connection ends no earlier, since its next
    /// request is for the exit status.</summary>
    public Func<Task> Recorded { get; init; } = () => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => Socket.Dispose();
}
