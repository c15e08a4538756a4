namespace Gantry.Engine.Logs.Forwarding;

/// <summary>A line on its way to a remote server, or a part of a long one.</summary>
/// <param name="Text">The text, without the end of line.</param>
/// <param name="IsError">Whether it comes from standard error.</param>
/// <param name="Time">Nanoseconds since 1970.</param>
/// <param name="Part">The part's place in its line, from 1 on; 0: the line is whole.</param>
/// <param name="IsLast">Whether it is its line's last part.</param>
/// <param name="PartId">What the parts of a line have in common.</param>
internal sealed record LogMessage(byte[] Text, bool IsError, long Time, int Part, bool IsLast, string PartId)
{
    /// <summary>When it was written, in UTC, to 100 ns.</summary>
    public DateTimeOffset At => DateTimeOffset.UnixEpoch.AddTicks(Time / 100);
}

/// <summary>One remote server.</summary>
internal interface ILogSender : IAsyncDisposable
{
    /// <summary>Whether lines wait for the server however long it is away, and the container with them.</summary>
    bool WaitsForever => false;

    /// <summary>Connects, again if it was connected.</summary>
    /// <exception cref="IOException">The server cannot be reached; the text is what a user reads.</exception>
    Task ConnectAsync(CancellationToken cancellation);

    /// <summary>Sends lines in their order.</summary>
    /// <exception cref="IOException">Some may not have arrived: connect and send them again.</exception>
    Task SendAsync(IReadOnlyList<LogMessage> lines, CancellationToken cancellation);
}
