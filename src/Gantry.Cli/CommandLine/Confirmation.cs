namespace Gantry.Cli.CommandLine;

/// <summary>A question before something is removed for good.</summary>
internal static class Confirmation
{
    /// <summary>Prints a warning, asks, and reads one line from standard input.</summary>
    /// <returns>Whether the answer is <c>y</c>; the end of the input is a no.</returns>
    public static async Task<bool> AskAsync(Call call, string warning, CancellationToken cancellation)
    {
        await call.Out.WriteAsync($"{warning}\nAre you sure you want to continue? [y/N] ");
        await call.Out.FlushAsync(cancellation);
        using var answers = new StreamReader(call.Streams.Input, leaveOpen: true);
        return string.Equals((await answers.ReadLineAsync(cancellation))?.Trim(), "y", StringComparison.OrdinalIgnoreCase);
    }
}
