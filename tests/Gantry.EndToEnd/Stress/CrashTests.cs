using System.Collections.Concurrent;
using System.Globalization;
using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Stress;

/// <summary>
/// The daemon is killed at random moments while clients work. Whatever was acknowledged must be there afterwards.
/// <c>GANTRY_E2E_OPERATIONS</c> sets how many operations (60), <c>GANTRY_E2E_SEED</c> repeats a run.
/// </summary>
[Trait("Kind", "Stress")]
public sealed class CrashTests : OwnEngineTests
{
    private static readonly int operations = int.Parse(Environment.GetEnvironmentVariable("GANTRY_E2E_OPERATIONS") ?? "60", CultureInfo.InvariantCulture);
    private static readonly int seed = int.Parse(Environment.GetEnvironmentVariable("GANTRY_E2E_SEED") ?? $"{Random.Shared.Next()}", CultureInfo.InvariantCulture);

    /// <summary>What clients were told: running, stopped, created; null when an answer was lost and anything may be true.</summary>
    private readonly ConcurrentDictionary<string, string?> told = new();

    [Fact]
    public async Task Whatever_was_acknowledged_is_there_after_every_crash()
    {
        var random = new Random(seed);
        var fresh = KernelState.Of(Engine, Engine.ProcessId);
        var left = operations;
        var workers = Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            var dice = new Random(seed + worker);
            var own = new List<string>();
            while (Interlocked.Decrement(ref left) >= 0)
                await Operate(dice, own, $"w{worker}");
        })).ToArray();
        var crashes = 0;
        while (!Task.WhenAll(workers).IsCompleted)
        {
            await Task.WhenAny(Task.WhenAll(workers), Task.Delay(random.Next(50, 900)));
            await Engine.Kill();
            crashes++;
            await Engine.Start();
        }
        await Task.WhenAll(workers);
        await Verify(crashes);
        if (EngineBinary.IsReference)
            return;
        await Engine.RemoveContainers();
        (await Docker("network prune -f")).Ok();
        await KernelState.Returns(Engine, fresh, Engine.ProcessId);
    }

    private async Task Operate(Random dice, List<string> own, string worker)
    {
        if (own.Count == 0 || dice.Next(3) == 0)
        {
            var name = $"{worker}-{own.Count}-{dice.Next(100_000)}";
            own.Add(name);
            var run = dice.Next(2) == 0;
            told[name] = null;
            await Acknowledge(name, run ? "running" : "created", run ? $"run -d --name {name} busybox sleep 100000" : $"create --name {name} busybox sleep 100000");
            return;
        }
        var target = own[dice.Next(own.Count)];
        switch (dice.Next(7))
        {
            case 0:
                await Acknowledge(target, "removed", $"rm -f {target}");
                own.Remove(target);
                break;
            case 1:
                await Acknowledge(target, "exited", $"kill {target}", ignoreRefusal: true);
                break;
            case 2:
                await Acknowledge(target, "running", $"start {target}");
                break;
            case 5:
                await Docker($"network create {worker}-net");
                await Docker($"network connect {worker}-net {target}");
                break;
            case 6:
                await Docker($"network disconnect {worker}-net {target}");
                await Docker($"network rm {worker}-net");
                break;
            case 3:
                await Docker($"exec {target} true");
                break;
            default:
                await Docker($"run --rm busybox true");
                break;
        }
    }

    private async Task Acknowledge(string name, string state, string command, bool ignoreRefusal = false)
    {
        var before = told.GetValueOrDefault(name);
        told[name] = null;
        var outcome = await Docker(command);
        if (outcome.Exit == 0)
            told[name] = state;
        else if (ignoreRefusal && outcome.Err.Contains("is not running", StringComparison.Ordinal))
            told[name] = before;
    }

    private async Task Verify(int crashes)
    {
        var found = (await Docker("ps -a --format '{{.Names}} {{.State}}'")).Ok().Lines.Select(l => l.Split(' ')).ToDictionary(p => p[0], p => p[1]);
        var wrong = told.Where(t => t.Value is not null && (t.Value == "removed" ? found.ContainsKey(t.Key) : found.GetValueOrDefault(t.Key) != t.Value))
            .Select(t => $"{t.Key}: told {t.Value}, found {found.GetValueOrDefault(t.Key, "nothing")}").ToArray();
        Assert.True(wrong.Length == 0, $"after {crashes} crashes (seed {seed}):\n{string.Join('\n', wrong)}");
        foreach (var (name, state) in found.Where(f => f.Value == "running"))
        {
            var pid = (await Engine.Inspect(name))["State"]!["Pid"]!.GetValue<int>();
            Assert.Equal("sleep\0100000\0", await File.ReadAllTextAsync($"/proc/{pid}/cmdline"));
            (await Docker($"exec {name} true")).Prints("");
        }
    }
}
