using System.Globalization;
using System.Runtime.InteropServices;

using Gantry.Api.Hosting;
using Gantry.Engine.Hosting;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Daemon;

/// <summary><c>gantry daemon</c>: the engine behind its API, until a signal ends it.</summary>
internal static class DaemonMain
{
    public static Task<int> RunAsync(string[] args)
    {
        var settings = new DaemonSettings();
        settings.Command.SetAction(async (flags, cancellation) =>
        {
            try
            {
                await ServeAsync(settings.Read(flags), cancellation);
                return 0;
            }
            catch (GantryException e)
            {
                await Console.Error.WriteLineAsync($"gantry daemon: {e.Message}");
                return 1;
            }
        });
        return settings.Command.Parse(args).InvokeAsync();
    }

    private static async Task ServeAsync(DaemonPlan plan, CancellationToken cancellation)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var pid = PidFile.Write(plan.PidFile);
        await using var engine = await GantryEngine.OpenAsync(plan.Engine, Log, cancellation);
        await using var api = new ApiServer(engine.Containers, engine.Exec, engine.Images, engine.Events, engine.Host, new ApiOptions { Report = Log });
        await api.StartAsync(plan.Hosts, cancellation);
        foreach (var host in plan.Hosts)
            Log($"API listen on {host}");
        await ended.Task;
        Log("stopping");

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            ended.TrySetResult();
        }
    }

    private static void Log(string line) =>
        Console.Error.WriteLine(DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", CultureInfo.InvariantCulture) + line);
}
