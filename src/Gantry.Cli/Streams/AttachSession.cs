using Gantry.Cli.Client;

namespace Gantry.Cli.Streams;

/// <summary>How a session ended.</summary>
internal enum SessionEnd
{
    /// <summary>The container's output is complete.</summary>
    Closed,

    /// <summary>The user typed the detach keys.</summary>
    Detached,
}

/// <summary>
/// Joins the standard streams to a container's: input goes to the engine until it ends (then only that direction is
/// closed), output and error come back until the engine closes. Both directions are plain blocking loops on threads of
/// their own: a gigabyte passes without a task per read.
/// </summary>
internal sealed class AttachSession(StandardStreams streams, HijackedStream connection)
{
    private const int BufferSize = 128 * 1024;
    private readonly TaskCompletionSource<SessionEnd> end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether standard input is sent.</summary>
    public bool SendsInput { get; init; }

    /// <summary>Whether the container has a terminal: its output is one stream, and ours is put into raw mode.</summary>
    public bool Terminal { get; init; }

    /// <summary>Whether output and error are shown.</summary>
    public bool ShowsOutput { get; init; } = true;

    public byte[] DetachKeys { get; init; } = Streams.DetachKeys.Default;

    /// <summary>Starts both directions and returns when the session is over.</summary>
    public async Task<SessionEnd> RunAsync()
    {
        var raw = Terminal && SendsInput && streams.InputIsTerminal ? StandardStreams.EnterRawMode() : null;
        try
        {
            if (SendsInput)
                Start(PumpInput, "input");
            Start(PumpOutput, "output");
            return await end.Task;
        }
        finally
        {
            raw?.Dispose();
        }
    }

    private static void Start(ThreadStart loop, string name) => new Thread(loop, 256 * 1024) { IsBackground = true, Name = name }.Start();

    private void PumpOutput()
    {
        var buffer = new byte[BufferSize];
        var frames = new FrameReader(streams.Output, streams.RawError);
        try
        {
            int count;
            while ((count = connection.Read(buffer)) > 0)
            {
                if (!ShowsOutput)
                    continue;
                if (Terminal)
                    streams.Output.Write(buffer, 0, count);
                else
                    frames.Feed(buffer.AsSpan(0, count));
            }

            end.TrySetResult(SessionEnd.Closed);
        }
        catch (IOException fault)
        {
            end.TrySetException(fault);
        }
    }

    private void PumpInput()
    {
        var buffer = new byte[BufferSize];
        var scanner = Terminal ? new DetachScanner(DetachKeys) : null;
        var send = new List<byte>();
        try
        {
            int count;
            while ((count = streams.Input.Read(buffer, 0, buffer.Length)) > 0)
            {
                var bytes = buffer.AsSpan(0, count);
                if (scanner is not null)
                {
                    send.Clear();
                    if (scanner.Scan(bytes, send))
                    {
                        end.TrySetResult(SessionEnd.Detached);
                        return;
                    }

                    bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(send);
                }

                if (!connection.Write(bytes))
                    return;
            }
        }
        catch (IOException)
        {
            // An input that cannot be read has ended.
        }

        connection.EndWriting();
    }
}
