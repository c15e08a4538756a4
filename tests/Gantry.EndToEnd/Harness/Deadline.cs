using System.Diagnostics;

namespace Gantry.EndToEnd.Harness;

/// <summary>Waiting for a condition of the world that announces itself to nobody, never longer than a deadline.</summary>
internal static class Deadline
{
    /// <summary>How many times longer everything may take: <c>GANTRY_E2E_PATIENCE</c>, for machines whose processor is emulated.</summary>
    private static readonly int patience = int.TryParse(Environment.GetEnvironmentVariable("GANTRY_E2E_PATIENCE"), out var asked) && asked > 0 ? asked : 1;

    /// <summary>What any single step may take; generous, because two cores run four tests at a time.</summary>
    public static readonly TimeSpan Step = patience * TimeSpan.FromSeconds(30);

    /// <summary>Looks until <paramref name="look"/> is satisfied; throws with its last complaint when time is up.</summary>
    /// <param name="look">Null when the condition holds, else what is still wrong.</param>
    /// <param name="within">The deadline; a minute if not given.</param>
    public static async Task Until(Func<Task<string?>> look, TimeSpan? within = null)
    {
        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await look() is { } wrong)
        {
            if (clock.Elapsed > (within * patience ?? Step))
                throw new TimeoutException($"Still after {clock.Elapsed.TotalSeconds:F1} s: {wrong}");
            await timer.WaitForNextTickAsync();
        }
    }

    public static Task Until(Func<string?> look, TimeSpan? within = null) => Until(() => Task.FromResult(look()), within);

    public static Task Until(Func<bool> holds, string wrong, TimeSpan? within = null) => Until(() => holds() ? null : wrong, within);
}
