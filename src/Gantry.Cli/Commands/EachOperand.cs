using System.Net.Sockets;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands;

/// <summary>Does the same to every operand; one that fails does not keep the others from their turn.</summary>
internal static class EachOperand
{
    /// <summary>Prints each operand that succeeded; the failures are reported together at the end.</summary>
    public static async Task<int> RunAsync(Call call, Func<string, Task<string?>> act)
    {
        var faults = new List<string>();
        foreach (var operand in call.Operands)
        {
            try
            {
                if (await act(operand) is { } said)
                    await call.Out.WriteLineAsync(said);
                await call.Out.FlushAsync();
            }
            catch (Exception fault) when (fault is EngineException or CliException)
            {
                faults.Add(fault.Message);
            }
            catch (Exception fault) when (fault is EngineUnreachableException or HttpRequestException or SocketException)
            {
                throw new CliException(fault.Message);
            }
        }

        return faults.Count == 0 ? 0 : throw new CliException(string.Join('\n', faults));
    }

    /// <summary>Does it for one container after the other, and prints the name of each that succeeded.</summary>
    public static Task<int> PrintNamesAsync(Call call, Func<string, Task> act) => RunAsync(call, async name =>
    {
        await act(name);
        return name;
    });
}
