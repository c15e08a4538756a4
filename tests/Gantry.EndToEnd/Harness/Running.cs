using System.Buffers;
using System.Diagnostics;
using System.Text;

namespace Gantry.EndToEnd.Harness;

/// <summary>A command under way: its input can be written, its output is collected and can be waited for.</summary>
internal sealed class Running : IAsyncDisposable
{
    private readonly Process process;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly Collected stdout = new(), stderr = new();
    private readonly Task pumps;

    private Running(ProcessStartInfo start, bool keepInput)
    {
        Command = string.Join(' ', start.ArgumentList.Prepend(start.FileName));
        process = Process.Start(start)!;
        if (!keepInput)
            process.StandardInput.Close();
        pumps = Task.WhenAll(stdout.Drain(process.StandardOutput.BaseStream), stderr.Drain(process.StandardError.BaseStream));
    }

    public string Command { get; }

    public int Id => process.Id;

    public string Out => stdout.Text;

    public string Err => stderr.Text;

    public bool HasExited => process.HasExited;

    public Stream Input => process.StandardInput.BaseStream;

    /// <param name="keepInput">Whether standard input stays open; otherwise the command reads its end at once.</param>
    public static Running Start(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, bool keepInput = false, string? folder = null)
    {
        var start = new ProcessStartInfo(file)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "/",
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new Running(start, keepInput);
    }

    public async Task Write(string text)
    {
        await Input.WriteAsync(Encoding.UTF8.GetBytes(text));
        await Input.FlushAsync();
    }

    public void CloseInput() => process.StandardInput.Close();

    public Task OutContains(string text) => stdout.Contains(text, this);

    public Task ErrContains(string text) => stderr.Contains(text, this);

    public void Signal(int number) => Native.Kill(process.Id, number);

    /// <summary>Waits for the end; past the deadline the command is killed and the wait fails.</summary>
    public async Task<Outcome> Ended(TimeSpan? within = null)
    {
        using var deadline = new CancellationTokenSource(within ?? Deadline.Step);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            await pumps.WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"Did not end within its time: {new Outcome(Command, -1, stdout.Bytes, stderr.Bytes, clock.Elapsed)}");
        }
        return new Outcome(Command, process.ExitCode, stdout.Bytes, stderr.Bytes, clock.Elapsed);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private sealed class Collected
    {
        private readonly ArrayBufferWriter<byte> bytes = new();
        private TaskCompletionSource grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool ended;

        public byte[] Bytes
        {
            get { lock (bytes) return bytes.WrittenSpan.ToArray(); }
        }

        public string Text => Encoding.UTF8.GetString(Bytes);

        public async Task Drain(Stream source)
        {
            var buffer = new byte[65536];
            int count;
            do
            {
                count = await source.ReadAsync(buffer);
                TaskCompletionSource signal;
                lock (bytes)
                {
                    bytes.Write(buffer.AsSpan(0, count));
                    ended = count == 0;
                    (signal, grown) = (grown, new(TaskCreationOptions.RunContinuationsAsynchronously));
                }
                signal.SetResult();
            }
            while (count > 0);
        }

        public async Task Contains(string text, Running owner)
        {
            var clock = Stopwatch.StartNew();
            while (true)
            {
                Task more;
                bool last;
                lock (bytes)
                    (more, last) = (grown.Task, ended);
                if (Text.Contains(text, StringComparison.Ordinal))
                    return;
                var left = Deadline.Step - clock.Elapsed;
                if (last || left <= TimeSpan.Zero || await Task.WhenAny(more, Task.Delay(left)) != more)
                    throw new TimeoutException($"'{text}' did not appear in the output of {owner.Command}\n--- stdout\n{owner.Out}\n--- stderr\n{owner.Err}");
            }
        }
    }
}
