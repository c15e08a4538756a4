using Gantry.Cli.CommandLine;
using Gantry.Cli.Streams;

namespace Gantry.Cli;

/// <summary>The command line client: everything <c>gantry</c> does that is not a daemon, a shim or a runtime.</summary>
public static class ClientMain
{
    /// <summary>Runs one command line and returns the process's exit code.</summary>
    /// <param name="args">The arguments after the program's name.</param>
    public static Task<int> RunAsync(string[] args) => new Dispatcher(StandardStreams.Open()).RunAsync(args);
}
