using System.Text;

using Gantry.Build.Solver.Steps;

namespace Gantry.Build.Tests.Solver;

public sealed class StepLogTests
{
    private readonly StringBuilder _shown = new();
    private TimeSpan _age = TimeSpan.FromSeconds(0.5);

    [Fact]
    public void What_comes_too_fast_is_clipped_until_there_is_time_for_it()
    {
        var log = Log(new LogLimits(100, 10));
        log.Write("0123456"u8);
        log.Write("789abc"u8);
        log.Write("lost"u8);
        Assert.Equal("0123456789\n[output clipped, log limit 10B/s reached]\n", Shown());
        _age = TimeSpan.FromSeconds(1.5);
        log.Write("again"u8);
        log.Write("more"u8);
        Assert.Equal("aga", Shown());
        _age = TimeSpan.FromSeconds(2.5);
        log.Write("!"u8);
        log.Write("too much"u8);
        Assert.Equal("!too\n[output clipped, log limit 10B/s reached]\n", Shown());
    }

    [Fact]
    public void What_is_too_much_is_clipped_however_long_it_takes()
    {
        var log = Log(new LogLimits(4, 10));
        _age = TimeSpan.FromHours(1);
        log.Write("012345"u8);
        log.Write("x"u8);
        Assert.Equal("0123\n[output clipped, log limit 4B reached]\n", Shown());
    }

    [Fact]
    public void The_end_of_what_failed_is_shown_after_all()
    {
        var log = Log(new LogLimits(4, LogLimits.Unlimited));
        log.Write("012345"u8);
        log.Write(new byte[300 << 10]);
        log.Write("the reason"u8);
        Shown();
        log.Fail();
        var end = Shown();
        Assert.Equal(256 << 10, end.Length);
        Assert.EndsWith("\0the reason", end, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_shown_twice_where_nothing_was_clipped()
    {
        var log = Log(new LogLimits(100, LogLimits.Unlimited));
        log.Write("all"u8);
        log.Fail();
        Assert.Equal("all", Shown());
    }

    [Theory]
    [InlineData(null, null, "204800 200KiB/s")]
    [InlineData("-1", "-1", "-1")]
    [InlineData("-1", "7", "-1")]
    [InlineData("1536", "-1", "1536 1.5KiB")]
    [InlineData("x", "100", "100 100B/s")]
    public void The_administrator_says_how_much(string? size, string? speed, string expected)
    {
        var (bytes, limit) = LogLimits.Read(name => name == "BUILDKIT_STEP_LOG_MAX_SIZE" ? size : speed).After(TimeSpan.FromSeconds(1));
        Assert.StartsWith(expected, $"{bytes} {limit}", StringComparison.Ordinal);
    }

    private StepLog Log(LogLimits limits) => new(limits, () => _age, bytes => _shown.Append(Encoding.UTF8.GetString(bytes)));

    private string Shown()
    {
        var shown = _shown.ToString();
        _shown.Clear();
        return shown;
    }
}
