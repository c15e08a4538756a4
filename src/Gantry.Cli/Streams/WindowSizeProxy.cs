using System.Runtime.InteropServices;

using Gantry.Cli.Client;

namespace Gantry.Cli.Streams;

/// <summary>Keeps the size of a container's terminal equal to that of ours, until disposed.</summary>
internal sealed class WindowSizeProxy : IDisposable
{
    /// <summary>SIGWINCH (signal(7)).</summary>
    private const int WindowChanged = 28;

    private readonly PosixSignalRegistration registration;

    private WindowSizeProxy(PosixSignalRegistration registration) => this.registration = registration;

    /// <summary>Sets the size now and after every change of the window.</summary>
    /// <param name="streams">Where our terminal is.</param>
    /// <param name="resize">Tells the engine rows and columns.</param>
    public static async Task<WindowSizeProxy> StartAsync(StandardStreams streams, Func<int, int, Task> resize)
    {
        var proxy = new WindowSizeProxy(PosixSignalRegistration.Create((PosixSignal)WindowChanged, signal =>
        {
            signal.Cancel = false;
            _ = ResizeAsync(streams, resize);
        }));
        await ResizeAsync(streams, resize);
        return proxy;
    }

    public void Dispose() => registration.Dispose();

    private static async Task ResizeAsync(StandardStreams streams, Func<int, int, Task> resize)
    {
        var (rows, columns) = streams.Size;
        if (rows == 0 && columns == 0)
            return;
        try
        {
            await resize(rows, columns);
        }
        catch (Exception fault) when (fault is EngineException or EngineUnreachableException or HttpRequestException)
        {
            // The process is gone already; there is nothing left to resize.
        }
    }
}
