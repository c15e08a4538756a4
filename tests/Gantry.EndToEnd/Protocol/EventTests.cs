using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Protocol;

public sealed class EventTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const string Format = "--format '{{.Type}} {{.Action}} {{index .Actor.Attributes \"name\"}}'";

    private async Task<string> Now() => (await Engine.Shell("date +%s.%N")).Line;

    [Fact]
    public async Task A_run_with_rm_makes_this_sequence()
    {
        var since = await Now();
        (await Docker("run --rm --name seen busybox true")).Ok();
        (await Docker($"events --since {since} --until {await Now()} {Format}")).Prints("""
            container create seen
            container attach seen
            network connect bridge
            container start seen
            network disconnect bridge
            container die seen
            container destroy seen

            """);
    }

    [Fact]
    public async Task Commands_images_and_signals_make_theirs()
    {
        var since = await Now();
        await Idle("acted", "--network none");
        (await Docker("exec acted true")).Ok();
        (await Docker("rename acted renamed")).Ok();
        (await Docker("stop renamed")).Ok();
        (await Docker("rm renamed")).Ok();
        (await Docker("tag busybox event:x")).Ok();
        (await Docker("rmi event:x")).Ok();
        var lines = (await Docker($"events --since {since} --until {await Now()} --filter type=container --filter type=image --format '{{{{.Type}}}} {{{{.Action}}}}'")).Ok().Lines;
        Assert.Equal(["container create", "container start", "container exec_create: true ", "container exec_start: true ", "container rename", "container kill", "container die", "container destroy", "image tag", "image untag"],
            lines.Where(l => l is not ("container attach" or "container stop" or "container exec_die")));
        // The reference tells of the stop before or after the end, and of a session's end when its client may be gone already.
        Assert.Contains("container stop", lines);
        Assert.Contains("container exec_die", lines);
    }

    [Fact]
    public async Task Events_come_while_they_happen_and_filters_choose()
    {
        await using var events = Engine.Begin("events --filter event=die --filter label=watch --format '{{.Actor.Attributes.exitCode}} {{.Actor.Attributes.name}} {{.Actor.Attributes.image}}'");
        await Deadline.Until(async () =>
        {
            (await Docker("run --rm --name probe --label watch busybox sh -c 'exit 3'")).Is(3);
            return events.Out.Contains("3 probe busybox\n", StringComparison.Ordinal) ? null : "no event came";
        });
        (await Docker("run --rm --name unlabelled busybox sh -c 'exit 4'")).Is(4);
        (await Docker("run --rm --name last --label watch busybox sh -c 'exit 5'")).Is(5);
        await events.OutContains("5 last busybox\n");
        Assert.DoesNotContain("unlabelled", events.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_json_has_old_and_new_fields()
    {
        var since = await Now();
        var id = (await Docker("create --name fields --label k=v busybox")).Ok().Line;
        using var stream = await Engine.Api.Follow(HttpMethod.Get, $"/events?since={since}&until={await Now()}");
        var line = System.Text.Json.Nodes.JsonNode.Parse((await stream.ReadLineAsync())!)!;
        Assert.Equal(("create", id, "busybox", "container", "create", id, "local"), (line["status"]!.GetValue<string>(), line["id"]!.GetValue<string>(), line["from"]!.GetValue<string>(), line["Type"]!.GetValue<string>(), line["Action"]!.GetValue<string>(), line["Actor"]!["ID"]!.GetValue<string>(), line["scope"]!.GetValue<string>()));
        Assert.Equal("""{"image":"busybox","k":"v","name":"fields"}""", line["Actor"]!["Attributes"]!.ToJsonString());
        Assert.Equal(line["time"]!.GetValue<long>(), line["timeNano"]!.GetValue<long>() / 1_000_000_000);
    }
}
