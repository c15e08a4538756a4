
namespace Gantry.Cli.Compose.Up;

/// <summary>Asks a person for a yes or a no; where nobody can answer, it is no.</summary>
internal static class Question
{
    public static async Task<bool> AskAsync(ComposeCall call, string question)
    {
        await call.Out.WriteAsync($"? {question} (y/N) ");
        await call.Out.FlushAsync();
        using var answers = new StreamReader(call.Streams.Input, leaveOpen: true);
        var answer = await answers.ReadLineAsync();
        if (!call.Streams.InputIsTerminal)
            await call.Out.WriteLineAsync();
        return answer?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
