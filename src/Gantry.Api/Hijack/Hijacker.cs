using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;

using Gantry.Api.Routing;
using Gantry.Http.Transport;
using Gantry.Engine.Containers;
using Gantry.Linux.Sockets;
using Gantry.Oci.Errors;

namespace Gantry.Api.Hijack;

/// <summary>Takes a connection out of HTTP and carries bytes between it and a process, each direction for itself and without the web server
/// in between.
/// <code>
/// client ── input ──→ pipe of the transport ──→ socket ──→ shim      the client's end of sending ends the input only
/// client ←─ output ────────────────────────────  socket ←── shim      the end of output ends the connection
/// </code></summary>
internal static class Hijacker
{
    private const int BufferSize = 128 << 10;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan HeadPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HeadPoll = TimeSpan.FromMilliseconds(1);

    /// <summary>Answers 101 to a client that asks for an upgrade and 200 to an old one, then carries bytes until the output has ended or
    /// the client has left.</summary>
    /// <param name="context">The request; its connection is used up.</param>
    /// <param name="attachment">The process; owned by this call.</param>
    /// <param name="plan">How the connection is used.</param>
    public static Task RunAsync(ApiContext context, Attachment attachment, HijackPlan plan) =>
        RunAsync(context, attachment.Tty, () => Task.FromResult(attachment), plan);

    /// <summary>Answers before the process is started: while it starts, the client takes the answer's head.</summary>
    /// <param name="context">The request; its connection is used up.</param>
    /// <param name="tty">Whether the process has a terminal.</param>
    /// <param name="start">Starts the process; its failure is told in the stream, as Docker does.</param>
    /// <param name="plan">How the connection is used.</param>
    public static async Task RunAsync(ApiContext context, bool tty, Func<Task<Attachment>> start, HijackPlan plan)
    {
        Attachment? attachment = null;
        var raw = plan.Raw ?? tty;
        var connection = context.Connection;
        connection.TakeOver();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.Gone);
        var input = Task.CompletedTask;
        try
        {
            await connection.Output.WriteAsync(Head(context, raw), ended.Token);
            attachment = await start();
            await HeadTakenAsync(connection.Socket, ended.Token);
            if (plan.Lead is { } lead) await lead(connection.Output);
            if (plan.Streams)
            {
                input = InputAsync(connection.Input, attachment.Socket, plan, ended);
                await OutputAsync(attachment, connection.Output, raw, ended.Token);
                plan.Delivery?.Dispose();
                await attachment.Recorded().WaitAsync(ended.Token);
            }
        }
        catch (GantryException e)
        {
            await TellAsync(connection, e.Message + "\r\n", raw, context.Gone);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // The client has left.
        }
        finally
        {
            attachment?.Dispose();
            plan.Delivery?.Dispose();
            await ended.CancelAsync();
            await input;
            await LeaveAsync(connection, context.Gone);
            context.Http.Abort();
        }
    }

    /// <summary>Waits until the client has read the answer's head. Some clients (docker-py) read it through a buffer and what follows past that: output
    /// which is there together with the head is lost to them. A process that starts in some milliseconds is quick enough for that.</summary>
    private static async Task HeadTakenAsync(Socket client, CancellationToken ended)
    {
        for (var begun = Stopwatch.GetTimestamp(); !SendQueue.IsEmpty(client.SafeHandle) && Stopwatch.GetElapsedTime(begun) < HeadPatience;)
            await Task.Delay(HeadPoll, ended);
    }

    /// <summary>Writes text as the process's output.</summary>
    private static async Task TellAsync(ISocketConnection connection, string text, bool raw, CancellationToken gone)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            await HeadTakenAsync(connection.Socket, gone);
            await connection.Output.WriteAsync(raw ? bytes : StreamFrames.Of(bytes), gone);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client has left.
        }
    }

    private static byte[] Head(ApiContext context, bool raw)
    {
        const string rawStream = "application/vnd.docker.raw-stream";
        var upgrade = context.Http.Request.Headers.Upgrade.Count > 0;
        var head = new StringBuilder(upgrade ? "HTTP/1.1 101 UPGRADED\r\nContent-Type: " : "HTTP/1.1 200 OK\r\nContent-Type: ");
        head.Append(upgrade && !raw && context.Version.Minor >= 42 ? "application/vnd.docker.multiplexed-stream" : rawStream).Append("\r\n");
        if (upgrade) head.Append("Connection: Upgrade\r\nUpgrade: tcp\r\n");
        foreach (var (name, value) in context.Http.Response.Headers) head.Append(name).Append(": ").Append(value).Append("\r\n");
        return Encoding.ASCII.GetBytes(head.Append("\r\n").ToString());
    }

    private static async Task InputAsync(PipeReader from, Socket to, HijackPlan plan, CancellationTokenSource ended)
    {
        try
        {
            while (true)
            {
                var read = await from.ReadAsync(ended.Token);
                var leave = false;
                try
                {
                    if (plan.TakesInput)
                    {
                        foreach (var segment in read.Buffer)
                            if (leave = await ForwardAsync(segment, to, plan.Keys, ended.Token)) break;
                    }
                }
                finally
                {
                    from.AdvanceTo(read.Buffer.End); // also when the process is gone: the farewell reads on from here
                }
                if (leave)
                {
                    await ended.CancelAsync();
                    return;
                }
                if (read.IsCompleted || read.IsCanceled) break;
            }
            if (!plan.TakesInput) return;
            if (plan.OutlivesInput)
                to.Shutdown(SocketShutdown.Send);
            else
                await ended.CancelAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // The process has ended, or the client has left: the other direction sees it too.
        }
    }

    private static async ValueTask<bool> ForwardAsync(ReadOnlyMemory<byte> bytes, Socket to, DetachKeys? keys, CancellationToken ended)
    {
        if (keys is null)
        {
            await SendAsync(to, bytes, ended);
            return false;
        }
        var passed = ArrayPool<byte>.Shared.Rent(bytes.Length + keys.Slack);
        try
        {
            var leave = keys.Filter(bytes.Span, passed, out var count);
            await SendAsync(to, passed.AsMemory(0, count), ended);
            return leave;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(passed);
        }
    }

    private static async ValueTask SendAsync(Socket to, ReadOnlyMemory<byte> bytes, CancellationToken ended)
    {
        while (bytes.Length > 0) bytes = bytes[await to.SendAsync(bytes, ended)..];
    }

    private static Task OutputAsync(Attachment from, Stream to, bool raw, CancellationToken ended) => (from.Tty, raw) switch
    {
        (true, false) => StreamFrames.WrapAsync(from.Socket, to, ended),
        (false, true) => StreamFrames.UnwrapAsync(from.Socket, output => to.WriteAsync(output, ended), ended),
        _ => CarryAsync(from.Socket, to, ended),
    };

    private static async Task CarryAsync(Socket from, Stream to, CancellationToken ended)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, ended)) > 0) await to.WriteAsync(buffer.AsMemory(0, count), ended);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Ends our side and reads what the client still sends: a close over unread input would take output from it that it has not read.</summary>
    private static async Task LeaveAsync(ISocketConnection connection, CancellationToken gone)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(gone);
        limit.CancelAfter(Farewell);
        try
        {
            connection.Socket.Shutdown(SocketShutdown.Send);
            while (true)
            {
                var read = await connection.Input.ReadAsync(limit.Token);
                connection.Input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted || read.IsCanceled) return;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // It has left, or takes too long.
        }
    }
}
