using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Lifecycle;

public sealed class WaitTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Fact]
    public async Task Wait_prints_the_exit_codes_of_all()
    {
        await Background("--name three busybox sh -c 'exit 3'");
        await Background("--name four busybox sh -c 'sleep 0.2; exit 4'");
        (await Docker("wait three four")).Prints("3\n4\n");
        (await Docker("wait three")).Prints("3\n");
    }

    [Fact]
    public async Task A_container_never_started_is_not_running()
    {
        await Docker("create --name fresh busybox");
        (await Docker("wait fresh")).Prints("0\n");
    }

    [Fact]
    public async Task The_next_exit_is_waited_for_from_before_the_start()
    {
        (await Docker("run --name twice busybox sh -c 'exit 5'")).Is(5);
        using var waiting = await Engine.Api.Follow(HttpMethod.Post, "/containers/twice/wait?condition=next-exit");
        var answer = waiting.ReadToEndAsync();
        Assert.False(answer.IsCompleted);
        (await Docker("start twice")).Ok();
        Assert.Equal("{\"StatusCode\":5}\n", await answer.WaitAsync(Deadline.Step));
    }

    [Fact]
    public async Task Removal_is_waited_for()
    {
        await Idle("going");
        using var waiting = await Engine.Api.Follow(HttpMethod.Post, "/containers/going/wait?condition=removed");
        var answer = waiting.ReadToEndAsync();
        (await Docker("stop going")).Ok();
        Assert.False(answer.IsCompleted);
        (await Docker("rm going")).Ok();
        Assert.Equal("{\"StatusCode\":0}\n", await answer.WaitAsync(Deadline.Step));
    }

    [Fact]
    public async Task An_unknown_condition_is_refused()
    {
        await Docker("create --name any busybox");
        var answer = await Engine.Api.Post("/containers/any/wait?condition=bogus");
        Assert.Equal((400, "invalid condition: \"bogus\""), (answer.Code, answer.Message));
    }

    [Fact]
    public async Task The_wait_of_a_missing_container_is_an_error() =>
        (await Docker("wait none-such")).Is(1, "", "Error response from daemon: No such container: none-such\n");
}
