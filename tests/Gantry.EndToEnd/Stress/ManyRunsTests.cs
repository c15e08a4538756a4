using System.Diagnostics;
using System.Globalization;
using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Stress;

/// <summary>Many short containers, several at once: nothing is left, the daemon does not grow. <c>GANTRY_E2E_RUNS</c> sets how many (80).</summary>
[Trait("Kind", "Stress")]
public sealed class ManyRunsTests : OwnEngineTests
{
    private const int AtOnce = 16;
    private static readonly int runs = int.Parse(Environment.GetEnvironmentVariable("GANTRY_E2E_RUNS") ?? "80", CultureInfo.InvariantCulture);

    private string[] Files() => [.. Directory.EnumerateFileSystemEntries(Engine.DataRoot, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true }).Order()];

    private async Task Wave(int count)
    {
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
                (await Docker("run --rm busybox echo hello")).Prints("hello\n");
        }));
    }

    private long Resident() => long.Parse(File.ReadLines($"/proc/{Engine.ProcessId}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    [Fact]
    public async Task Sixteen_at_a_time_leave_nothing_and_the_daemon_stays_as_it_was()
    {
        await Wave(AtOnce * 2);
        var kernel = KernelState.Of(Engine, Engine.ProcessId);
        var files = Files();
        var resident = Resident();
        var clock = Stopwatch.StartNew();
        await Wave(runs);
        var took = clock.Elapsed;
        (await Docker("ps -aq")).Prints("");
        if (EngineBinary.IsReference)
            return;
        await KernelState.Returns(Engine, kernel, Engine.ProcessId);
        Assert.Empty(Files().Except(files));
        // What the collector has not come to yet is given back when nothing runs for a while.
        await Deadline.Until(() => Resident() is var now && now < resident * 1.3 + 8192 ? null : $"the daemon grew from {resident} to {now} KiB in {runs} runs ({took})");
    }
}
