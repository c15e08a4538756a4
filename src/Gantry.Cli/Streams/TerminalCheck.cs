using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Streams;

/// <summary>A container's terminal needs one on our side, if its input is ours.</summary>
internal static class TerminalCheck
{
    /// <exception cref="CliException">Standard input is no terminal.</exception>
    public static void Require(StandardStreams streams, bool input, bool terminal)
    {
        if (input && terminal && !streams.InputIsTerminal)
            throw new CliException("the input device is not a TTY", 1) { Verbatim = true };
    }
}
