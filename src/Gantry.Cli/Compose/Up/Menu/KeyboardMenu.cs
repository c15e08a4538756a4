using System.Runtime.InteropServices;

using Gantry.Cli.Compose.Logs;
using Gantry.Cli.Streams;

namespace Gantry.Cli.Compose.Up.Menu;

/// <summary>The keys that an attached <c>up</c> listens to, on the last line of its terminal. Keys that send signals do so as ever.</summary>
/// <param name="streams">The terminal.</param>
/// <param name="printer">Who prints above it.</param>
internal sealed class KeyboardMenu(StandardStreams streams, LogPrinter printer) : IDisposable
{
    private static readonly TimeSpan FaultTime = TimeSpan.FromSeconds(10);
    private readonly Lock gate = new();
    private IDisposable? mode;
    private PosixSignalRegistration? resumed;
    private PosixSignalRegistration? resized;
    private bool closed;

    /// <summary>Called for a key, on a thread of its own: one at a time.</summary>
    public required Action<char> Pressed { get; init; }

    /// <summary>What is shown.</summary>
    private MenuLine Line { get; set; } = new();

    /// <summary>Shows the keys and begins to listen.</summary>
    public void Open()
    {
        mode = StandardStreams.EnterKeyMode();
        // Whoever had the terminal meanwhile may have set it as it likes.
        resumed = PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => Resume());
        resized = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Show(Line));
        Show(Line);
        // A read of a terminal cannot be called off; the thread ends with the process.
        new Thread(ReadKeys) { IsBackground = true }.Start();
    }

    /// <summary>Says whether files are watched.</summary>
    public void ShowWatching(bool on) => Show(Line with { Watching = on });

    /// <summary>Shows why a key did nothing, for a while.</summary>
    public void ShowFault(string text)
    {
        Show(Line with { Fault = text });
        _ = Task.Delay(FaultTime).ContinueWith(_ => Show(Line.Fault == text ? Line with { Fault = "" } : Line), TaskScheduler.Default);
    }

    /// <summary>Takes the keys away and gives the terminal back.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (closed)
                return;
            closed = true;
            printer.Keep(null);
            mode?.Dispose();
            resumed?.Dispose();
            resized?.Dispose();
        }
    }

    private void Show(MenuLine line)
    {
        lock (gate)
        {
            if (closed)
                return;
            Line = line;
            printer.Keep(new MenuFooter(line, streams.Size));
        }
    }

    private void Resume()
    {
        lock (gate)
        {
            if (closed)
                return;
            mode = StandardStreams.EnterKeyMode();
            printer.Redraw();
        }
    }

    private void ReadKeys()
    {
        var key = new byte[1];
        while (streams.Input.Read(key) == 1 && !closed)
        {
            if (key[0] == (byte)'\n')
                printer.Remark(streams.Out, "");
            else
                Pressed((char)key[0]);
        }
    }
}
