using Gantry.Api.Hijack;

namespace Gantry.Api.Tests.Hijack;

public sealed class DeliveriesTests
{
    private readonly Deliveries deliveries = new();

    [Fact]
    public async Task A_wait_ends_when_all_clients_have_the_output()
    {
        var (first, second) = (deliveries.Begin("one"), deliveries.Begin("one"));
        var wait = deliveries.EndAsync("one");
        first.Dispose();
        first.Dispose();
        Assert.False(wait.IsCompleted);
        second.Dispose();
        await wait;
    }

    [Fact]
    public async Task Output_of_others_holds_up_nobody()
    {
        using var other = deliveries.Begin("other");
        await deliveries.EndAsync("one");
        Assert.True(deliveries.EndAsync("one").IsCompleted);
    }

    [Fact]
    public async Task A_client_that_does_not_read_holds_up_a_wait_for_a_moment_only()
    {
        using var stuck = deliveries.Begin("one");
        await deliveries.EndAsync("one").WaitAsync(TimeSpan.FromSeconds(20));
    }
}
