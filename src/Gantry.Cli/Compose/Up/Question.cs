
namespace Gantry.Cli.Compose.Up;

/// <summary>Asks a person for a yes or a no; where nobody can answer, it is no.</summary>
internal static class Question
{
    /// <param name="call">The command.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="usually">What a person means who answers with nothing.</param>
    public static async Task<bool> AskAsync(ComposeCall call, string question, bool usually = false)
    {
        var isPerson = call.Streams.InputIsTerminal;
        await call.Out.WriteAsync(isPerson ? $"? {question} ({(usually ? "Y/n" : "y/N")}) " : question);
        await call.Out.FlushAsync();
        using var answers = new StreamReader(call.Streams.Input, leaveOpen: true);
        var answer = (await answers.ReadLineAsync())?.Trim().ToLowerInvariant();
        return answer is "y" or "yes" or "1" or "t" or "true" || (answer is "" && isPerson && usually);
    }
}
