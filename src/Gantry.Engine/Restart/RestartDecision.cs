using Gantry.Engine.Containers;

namespace Gantry.Engine.Restart;

/// <summary>Whether a container that ended is started again, and after which delay.</summary>
/// <param name="Restart">Whether it is.</param>
/// <param name="Delay">100 ms, doubled with each restart up to a minute; from the beginning after a run of ten seconds (Docker's rule).</param>
internal readonly record struct RestartDecision(bool Restart, TimeSpan Delay)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongRun = TimeSpan.FromSeconds(10);

    public static RestartDecision Of(Container container, int exitCode, DateTimeOffset ended, bool stopRequested)
    {
        var policy = container.HostConfig.RestartPolicy;
        var restart = !stopRequested && policy.Name switch
        {
            "always" or "unless-stopped" => true,
            "on-failure" => exitCode != 0 && (policy.MaximumRetryCount == 0 || container.RestartCount < policy.MaximumRetryCount),
            _ => false,
        };
        var doublings = ended - container.State.StartedAt >= LongRun ? 0 : Math.Min(container.RestartCount, 10);
        var delay = First * (1 << doublings);
        return new RestartDecision(restart, delay < Most ? delay : Most);
    }
}
