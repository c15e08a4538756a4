using Gantry.Cli.CommandLine;
using Gantry.Cli.Streams;

namespace Gantry.Cli.Daemon;

/// <summary>The entry point of <c>gantry daemon</c>.</summary>
internal static class DaemonMain
{
    public static Task<int> RunAsync(string[] args) => new Dispatcher(StandardStreams.Open()).RunAsync(new DaemonVerb(), "gantry daemon", args);
}
