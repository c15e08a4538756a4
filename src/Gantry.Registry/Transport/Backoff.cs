namespace Gantry.Registry.Transport;

/// <summary>How long to wait before something is tried again.</summary>
internal static class Backoff
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Waits: as long as the registry asked for, else twice as long each time.</summary>
    public static Task WaitAsync(RegistryOptions options, int attempt, TimeSpan? asked, CancellationToken cancellation)
    {
        var own = options.Pause * Math.Pow(2, attempt - 1);
        var wait = asked ?? (own < Longest ? own : Longest);
        return wait > TimeSpan.Zero ? Task.Delay(wait, cancellation) : Task.CompletedTask;
    }
}
