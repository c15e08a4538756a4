using System.Text;

using Gantry.Build.Solver;
using Gantry.Oci.Images;
using Gantry.Storage.Leases;

namespace Gantry.Build.Tests.Solver;

/// <summary>A step that several builds wait for.</summary>
public sealed class SharedStepTests
{
    private static readonly Digest One = Digest.Of("one"u8), Two = Digest.Of("two"u8);

    [Fact]
    public void Who_comes_late_hears_all_under_its_own_name_and_who_has_left_hears_no_more()
    {
        using var step = new SharedStep(new LeaseBook().Take());
        var (early, late) = (new Listener(), new Listener());
        Assert.True(step.TryJoin(early, One));
        ((IBuildProgress)step).Log(One, 1, "a"u8);
        Assert.True(step.TryJoin(late, Two));
        Assert.False(step.Leave(early));
        ((IBuildProgress)step).Log(One, 1, "b"u8);
        Assert.Equal([(One, "a")], early.Heard);
        Assert.Equal([(Two, "a"), (Two, "b")], late.Heard);
    }

    [Fact]
    public void Of_much_output_the_beginning_is_kept()
    {
        using var step = new SharedStep(new LeaseBook().Take());
        var (early, late) = (new Listener(), new Listener());
        step.TryJoin(early, One);
        var much = new byte[1 << 20];
        for (var i = 0; i < 4; i++) ((IBuildProgress)step).Log(One, 1, much);
        ((IBuildProgress)step).Log(One, 1, "end"u8);
        step.TryJoin(late, Two);
        Assert.Equal([1 << 20, 1 << 20, 1 << 20, 1 << 20, 3], early.Heard.Select(h => h.Text.Length));
        Assert.Equal([1 << 20, 1 << 20], late.Heard.Select(h => h.Text.Length));
    }

    [Fact]
    public void It_is_given_up_when_the_last_build_leaves()
    {
        using var step = new SharedStep(new LeaseBook().Take());
        var (first, second) = (new Listener(), new Listener());
        step.TryJoin(first, One);
        step.TryJoin(second, One);
        Assert.False(step.Leave(first));
        Assert.False(step.Abandoned.IsCancellationRequested);
        Assert.True(step.Leave(second));
        Assert.True(step.Abandoned.IsCancellationRequested);
        Assert.False(step.TryJoin(first, One));
    }

    private sealed class Listener : IBuildProgress
    {
        public List<(Digest Vertex, string Text)> Heard { get; } = [];

        public void Log(Digest vertex, int stream, ReadOnlySpan<byte> bytes) => Heard.Add((vertex, Encoding.UTF8.GetString(bytes)));

        public void Known(ProgressVertex vertex)
        {
        }

        public void Started(ProgressVertex vertex)
        {
        }

        public void Completed(ProgressVertex vertex, bool cached, string? error)
        {
        }

        public void Status(Digest vertex, BuildStatus status)
        {
        }

        public void Warn(BuildWarning warning)
        {
        }
    }
}
