using System.Runtime.InteropServices;

using Gantry.Runtime.Launch;

namespace Gantry.Runtime.Containers;

/// <summary>Signals that are for the process we stand in for rather than for us. They are taken from the moment this exists, so begin it before the
/// process: one that comes in between reaches the process once there is one, instead of ending us and leaving it behind.</summary>
public sealed class ForwardedSignals : IDisposable
{
    internal const int SIGWINCH = 28;

    /// <summary>Job control and what the kernel sends for our own faults are not among them.</summary>
    private static readonly int[] Forwarded = [1, 2, 3, 10, 12, 14, 15, SIGWINCH, 29, 30];

    private readonly Lock gate = new();
    private readonly List<int> early = [];
    private readonly List<PosixSignalRegistration> registrations = [];
    private Action<int>? deliver;

    private ForwardedSignals()
    {
    }

    /// <summary>Begins to take them.</summary>
    public static ForwardedSignals Begin()
    {
        var signals = new ForwardedSignals();
        foreach (var signal in Forwarded)
        {
            signals.registrations.Add(PosixSignalRegistration.Create((PosixSignal)signal, context =>
            {
                context.Cancel = true;
                signals.Take(signal);
            }));
        }

        return signals;
    }

    /// <summary>From now on they go to the process, those that came before first.</summary>
    /// <param name="process">The process.</param>
    /// <param name="resize">What to do when our terminal has changed its size; null: the process is told.</param>
    internal void To(LaunchedProcess process, Action? resize)
    {
        lock (gate)
        {
            deliver = signal =>
            {
                if (signal == SIGWINCH && resize is not null)
                    resize();
                else
                    process.Signal(signal);
            };
            early.ForEach(deliver);
            early.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => registrations.ForEach(registration => registration.Dispose());

    private void Take(int signal)
    {
        lock (gate)
        {
            if (deliver is null)
                early.Add(signal);
            else
                deliver(signal);
        }
    }
}
