namespace Gantry.Plugins.Tests.Support;

/// <summary>A clock that stands still until it is set on.</summary>
internal sealed class Clock : TimeProvider
{
    private long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => ticks;

    public void Advance(TimeSpan by) => ticks += by.Ticks;
}
