using System.Runtime.InteropServices;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Usage;
using Gantry.Cli.Streams;

namespace Gantry.Cli.Usage.Live;

/// <summary>The live view: all running containers on the whole terminal, drawn anew each second and when a key is typed, until <c>q</c>.</summary>
internal sealed class LiveTop(Call call) : IDisposable
{
    private const string Enter = "\u001b[?1049h\u001b[?25l";
    private const string Leave = "\u001b[?25h\u001b[?1049l";
    private const string Home = "\u001b[H";
    private const byte Interrupt = 3;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, (ContainerUsage Now, long At, ContainerUsage? Before, TimeSpan Elapsed)> seen = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim redraw = new(0);
    private volatile LiveOrder order = LiveOrder.Processors;

    public void Dispose() => redraw.Dispose();

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Cancel(context, ending));
        using var resized = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => redraw.Release());
        using var raw = StandardStreams.EnterRawMode();
        // A read of a terminal cannot be called off; the thread ends with the process.
        new Thread(() => ReadKeys(ending)) { IsBackground = true }.Start();
        await call.Out.WriteAsync(Enter);
        try
        {
            await DrawAsync(ending.Token);
        }
        catch (OperationCanceledException)
        {
            // It was left.
        }
        finally
        {
            await call.Out.WriteAsync(Leave);
            await call.Out.FlushAsync(CancellationToken.None);
        }
    }

    private async Task DrawAsync(CancellationToken cancellation)
    {
        await using var watch = new UsageWatch(call.Engine);
        while (true)
        {
            var containers = await UsageWatch.ListAsync(call.Engine, all: false, cancellation);
            watch.Follow(containers);
            watch.Keep(containers.Select(container => container.Id));
            var (rows, columns) = call.Streams.Size;
            await call.Out.WriteAsync(Home + LiveFrame.Draw([.. watch.Readings.Select(Sample)], order, columns, rows, $"gantry top   {call.Engine.Address.Text}"));
            await call.Out.FlushAsync(cancellation);
            await redraw.WaitAsync(Pace, cancellation);
        }
    }

    private LiveSample Sample(UsageReading reading)
    {
        var at = TimeProvider.System.GetTimestamp();
        if (!seen.TryGetValue(reading.Id, out var last))
            seen[reading.Id] = last = (reading.Usage, at, null, default);
        else if (!ReferenceEquals(last.Now, reading.Usage))
            seen[reading.Id] = last = (reading.Usage, at, last.Now, TimeProvider.System.GetElapsedTime(last.At, at));
        return LiveSample.Of(reading, last.Before, last.Elapsed);
    }

    private void ReadKeys(CancellationTokenSource ending)
    {
        var key = new byte[1];
        while (call.Streams.Input.Read(key) == 1 && key[0] is not ((byte)'q' or Interrupt))
        {
            order = key[0] switch
            {
                (byte)'c' => LiveOrder.Processors,
                (byte)'m' => LiveOrder.Memory,
                (byte)'n' => LiveOrder.Network,
                (byte)'d' => LiveOrder.Disk,
                (byte)'a' => LiveOrder.Name,
                _ => order,
            };
            redraw.Release();
        }

        ending.Cancel();
    }

    private static void Cancel(PosixSignalContext context, CancellationTokenSource ending)
    {
        context.Cancel = true;
        ending.Cancel();
    }
}
