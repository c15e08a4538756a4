using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Logs;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Compose.Watching;

/// <summary>A watch that can be turned on and off.</summary>
/// <param name="make">Makes the watch.</param>
/// <param name="printer">Where it says what happens.</param>
internal sealed class WatchSwitch(Func<ProjectWatch> make, LogPrinter printer)
{
    private CancellationTokenSource? ending;
    private Task running = Task.CompletedTask;

    /// <summary>Whether files are watched.</summary>
    public bool IsOn => ending is not null;

    /// <summary>Begins to watch; what is wrong with that is told in the log.</summary>
    /// <param name="cancellation">Ends it.</param>
    public void TurnOn(CancellationToken cancellation)
    {
        try
        {
            var watch = make();
            ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            running = FollowAsync(watch, ending.Token);
        }
        catch (CliException fault)
        {
            printer.ErrorLine(LogPrinter.Watch, fault.Message);
        }
    }

    /// <summary>Ends watching, if it is on.</summary>
    public async Task TurnOffAsync()
    {
        if (ending is not { } source)
            return;
        ending = null;
        await source.CancelAsync();
        await running;
        source.Dispose();
    }

    private async Task FollowAsync(ProjectWatch watch, CancellationToken cancellation)
    {
        try
        {
            await watch.RunAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            printer.Line(LogPrinter.Watch, "Watch disabled");
        }
        catch (Exception fault) when (fault is GantryException or IOException)
        {
            printer.ErrorLine(LogPrinter.Watch, $"Watch disabled with errors: {fault.Message}");
        }
    }
}
