using System.Text;
using System.Text.Json;

using Gantry.Build.Attestations;

namespace Gantry.Build.Tests.Attestations;

public sealed class HostUsageTests : IDisposable
{
    private readonly string _proc = Directory.CreateTempSubdirectory("gantry-proc-").FullName;

    public void Dispose() => Directory.Delete(_proc, recursive: true);

    [Fact]
    public void The_kernels_files_are_read()
    {
        File.WriteAllText(Path.Combine(_proc, "stat"), "cpu  150 2 3 4 5 6 7 8 9 10\ncpu0 1 1 1\nctxt 42\nprocesses 7\nprocs_running 3\n");
        File.WriteAllText(Path.Combine(_proc, "meminfo"), "MemTotal:       100 kB\nMemFree:         50 kB\nSwapTotal:        0 kB\n");
        Directory.CreateDirectory(Path.Combine(_proc, "pressure"));
        File.WriteAllText(Path.Combine(_proc, "pressure", "io"), "some avg10=0.50 avg60=1.25 avg300=0.00 total=99\n");
        Assert.Equal(
            """
            {"timestamp":"2001-02-03T04:05:06Z","cpuStat":{"user":1.5,"nice":0.02,"system":0.03,"idle":0.04,"iowait":0.05,"irq":0.06,"softirq":0.07,"steal":0.08,"guest":0.09,"guestNice":0.1},
            "procStat":{"contextSwitches":42,"processCreated":7,"processesRunning":3},"memoryStat":{"total":100,"free":50,"swap":0},"ioPressure":{"some":{"avg10":0.5,"avg60":1.25,"avg300":0,"total":99}}}
            """.ReplaceLineEndings(""),
            Write(new HostUsage(new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.Zero), _proc).Write));
    }

    [Fact]
    public void A_build_is_told_at_least_what_is_at_its_end()
    {
        using var sampler = new UsageSampler(TimeProvider.System);
        Assert.StartsWith("""{"sysUsage":[{"timestamp":""", Write(json =>
        {
            json.WriteStartObject();
            sampler.Write(json);
            json.WriteEndObject();
        }), StringComparison.Ordinal);
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) write(json);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
