namespace Gantry.Storage.Images.Transfers;

/// <summary>Progress at a pace people can follow.</summary>
public static class ProgressPace
{
    private const long Milliseconds = 100;

    /// <summary>The first report and then at most one in a tenth of a second.</summary>
    /// <param name="report">Who is told how many bytes are done.</param>
    public static Action<long> Limit(Action<long> report)
    {
        long? last = null;
        return bytes =>
        {
            var now = Environment.TickCount64;
            if (now - last < Milliseconds) return;
            last = now;
            report(bytes);
        };
    }
}
