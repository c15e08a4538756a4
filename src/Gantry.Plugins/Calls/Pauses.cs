namespace Gantry.Plugins.Calls;

/// <summary>The pauses between tries, as Docker's: 1, 2, 4, 8 s, and none that would end more than 30 s after the first try.</summary>
internal sealed class Pauses(TimeProvider time)
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    private readonly long begun = time.GetTimestamp();
    private TimeSpan next = TimeSpan.FromSeconds(1);

    /// <summary>The next pause; null when it is time to give up.</summary>
    public TimeSpan? Next()
    {
        var pause = next;
        if (pause + time.GetElapsedTime(begun) >= Most)
            return null;
        next *= 2;
        return pause;
    }
}
