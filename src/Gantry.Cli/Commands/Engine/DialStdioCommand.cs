using System.Net.Sockets;

using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Engine;

/// <summary><c>gantry system dial-stdio</c>: the engine's connection on standard input and output, for clients that come through ssh.</summary>
internal sealed class DialStdioCommand() : Verb("dial-stdio", "", "Connect standard input and output with the engine. Not to be called by hand.", Operands.None)
{
    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        try
        {
            using var connection = call.Engine.Address.Connect();
            _ = Task.Run(() =>
            {
                call.Streams.Input.CopyTo(connection.Stream);
                connection.EndWriting();
            }, cancellation);
            await connection.Stream.CopyToAsync(call.Streams.Output, cancellation);
            return 0;
        }
        catch (SocketException cause)
        {
            throw new Client.EngineUnreachableException(call.Engine.Address, cause);
        }
    }
}
