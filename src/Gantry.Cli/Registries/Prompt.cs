using Gantry.Cli.CommandLine;
using Gantry.Cli.Streams;

namespace Gantry.Cli.Registries;

/// <summary>Questions to the person at the terminal.</summary>
internal static class Prompt
{
    private const char Backspace = '\u007f';

    /// <summary>Asks for a line.</summary>
    public static async Task<string> AskAsync(Call call, string question, CancellationToken cancellation)
    {
        await call.Out.WriteAsync(question);
        await call.Out.FlushAsync(cancellation);
        using var answers = new StreamReader(call.Streams.Input, leaveOpen: true);
        return (await answers.ReadLineAsync(cancellation))?.Trim() ?? "";
    }

    /// <summary>Asks for a line that the terminal does not show.</summary>
    /// <exception cref="CliException">It was interrupted.</exception>
    public static async Task<string> AskSecretAsync(Call call, string question, CancellationToken cancellation)
    {
        await call.Out.WriteAsync(question);
        await call.Out.FlushAsync(cancellation);
        var typed = new List<byte>();
        using (StandardStreams.EnterRawMode())
        {
            var one = new byte[1];
            while (call.Streams.Input.Read(one) == 1 && one[0] is not ((byte)'\r' or (byte)'\n' or 4))
            {
                if (one[0] == 3)
                    throw new CliException("", 130);
                if (one[0] is (byte)Backspace or (byte)'\b')
                    typed.RemoveRange(Math.Max(0, typed.Count - 1), Math.Min(1, typed.Count));
                else
                    typed.Add(one[0]);
            }
        }

        await call.Out.WriteLineAsync();
        return System.Text.Encoding.UTF8.GetString([.. typed]);
    }
}
