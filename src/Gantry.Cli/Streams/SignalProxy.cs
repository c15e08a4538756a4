using System.Runtime.InteropServices;

using Gantry.Cli.Client;

namespace Gantry.Cli.Streams;

/// <summary>Passes the signals this process gets on to a container, until disposed.</summary>
internal sealed class SignalProxy : IDisposable
{
    /// <summary>
    /// Number and name of what is passed on. Left out: what cannot be caught, what the runtime needs (SIGCHLD, SIGURG, SIGPIPE),
    /// faults of this process itself, and window changes, which are a resize.
    /// </summary>
    private static readonly (int Number, string Name)[] Proxied =
    [
        (1, "HUP"), (2, "INT"), (3, "QUIT"), (10, "USR1"), (12, "USR2"), (14, "ALRM"), (15, "TERM"), (18, "CONT"), (20, "TSTP"), (21, "TTIN"), (22, "TTOU"),
    ];

    private readonly List<PosixSignalRegistration> registrations = [];

    private SignalProxy()
    {
    }

    public static SignalProxy Start(EngineClient engine, string container)
    {
        var proxy = new SignalProxy();
        foreach (var (number, name) in Proxied)
        {
            proxy.registrations.Add(PosixSignalRegistration.Create((PosixSignal)number, context =>
            {
                context.Cancel = true;
                _ = SendAsync(engine, container, name);
            }));
        }

        return proxy;
    }

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
    }

    private static async Task SendAsync(EngineClient engine, string container, string name)
    {
        try
        {
            await engine.KillAsync(container, name, CancellationToken.None);
        }
        catch (Exception fault) when (fault is EngineException or EngineUnreachableException or HttpRequestException)
        {
            // The container ended in the meantime; its exit status arrives by itself.
        }
    }
}
