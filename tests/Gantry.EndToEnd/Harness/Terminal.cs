using System.Diagnostics;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Gantry.EndToEnd.Harness;

/// <summary>A command on a pseudoterminal of its own, seen from the side of the person who types.</summary>
internal sealed class Terminal : IAsyncDisposable
{
    private readonly Process process;
    private readonly SafeFileHandle near;
    private readonly FileStream stream;
    private readonly StringBuilder seen = new();
    private readonly Task reader;
    private TaskCompletionSource grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Terminal(string[] command, IReadOnlyDictionary<string, string> environment, int columns, int rows)
    {
        (near, var far) = Native.OpenTerminal();
        Native.Resize(near, columns, rows);
        // setsid -c makes the far end the controlling terminal, so that a new size is announced by SIGWINCH.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "far=$1; shift; exec setsid -c -w \"$@\" <>\"$far\" >&0 2>&0", "sh", far, .. command]);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        start.Environment["TERM"] = "xterm";
        process = Process.Start(start)!;
        stream = new FileStream(near, FileAccess.ReadWrite, 0);
        reader = Task.Run(Read);
    }

    /// <summary>Everything the terminal showed so far.</summary>
    public string Screen
    {
        get { lock (seen) return seen.ToString(); }
    }

    public void Resize(int columns, int rows) => Native.Resize(near, columns, rows);

    public void Type(string text) => stream.Write(Encoding.UTF8.GetBytes(text));

    public async Task Shows(string text)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            Task more;
            lock (seen)
                more = grown.Task;
            if (Screen.Contains(text, StringComparison.Ordinal))
                return;
            var left = Deadline.Step - clock.Elapsed;
            if (left <= TimeSpan.Zero || reader.IsCompleted || await Task.WhenAny(more, reader, Task.Delay(left)) is { } first && first != more && !Screen.Contains(text, StringComparison.Ordinal))
                throw new TimeoutException($"The terminal did not show '{text}' but:\n{Screen}");
        }
    }

    /// <summary>Waits for the command's end and returns its exit code; the screen is then complete.</summary>
    public async Task<int> Ended()
    {
        using var deadline = new CancellationTokenSource(Deadline.Step);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            await reader.WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The command on the terminal did not end; it shows:\n{Screen}");
        }
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        await reader;
        await stream.DisposeAsync();
    }

    private void Read()
    {
        var buffer = new byte[4096];
        var decoder = Encoding.UTF8.GetDecoder();
        var text = new char[8192];
        while (true)
        {
            int count;
            try
            {
                count = stream.Read(buffer);
            }
            catch (IOException)
            {
                return; // EIO: the far end is closed.
            }
            if (count == 0)
                return;
            TaskCompletionSource signal;
            lock (seen)
            {
                seen.Append(text, 0, decoder.GetChars(buffer, 0, count, text, 0));
                (signal, grown) = (grown, new(TaskCreationOptions.RunContinuationsAsynchronously));
            }
            signal.SetResult();
        }
    }
}
