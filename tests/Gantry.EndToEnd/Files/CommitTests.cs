using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Files;

/// <summary>What a container changed: diff, commit, export.</summary>
public sealed class CommitTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Fact]
    public async Task Only_what_the_container_did_is_a_change()
    {
        (await Docker("run --name changed -v /data busybox sh -c 'echo x > /tmp/new; rm /etc/group; chmod 700 /root'")).Ok();
        (await Engine.Shell("docker diff changed | sort")).Prints("A /data\nA /tmp/new\nC /etc\nC /root\nC /tmp\nD /etc/group\n");
        (await Docker("create --name unchanged busybox true")).Ok();
        (await Docker("diff unchanged")).Prints("");
        (await Docker("rm -v changed unchanged")).Ok();
    }

    [Fact]
    public async Task An_image_of_a_container_runs_as_it_was_left()
    {
        (await Docker("run --name base busybox sh -c 'echo kept > /kept; rm /etc/group'")).Ok();
        var id = (await Docker(["commit", "-m", "why", "-a", "who", "-c", "CMD cat /kept", "-c", "ENV A=1", "base", "committed:x"])).Ok().Line;
        (await Docker("run --rm committed:x")).Prints("kept\n");
        (await Docker("run --rm committed:x sh -c 'ls /etc/group; echo $A'")).Is(0, "1\n", "ls: /etc/group: No such file or directory\n");
        (await Docker("image inspect -f '{{.Id}} {{.Comment}} {{.Author}} {{len .RootFS.Layers}}' committed:x")).Prints($"{id} why who 2\n");
        (await Docker("history -q committed:x")).Prints($"{id[7..19]}\n{(await Docker("image inspect -f '{{.Id}}' busybox")).Line[7..19]}\n");
        Assert.Contains("(must force) - container", (await Docker("rmi busybox")).Err, StringComparison.Ordinal);
        (await Docker("rm base")).Ok();
        (await Engine.Shell("docker save committed:x -o c.tar && docker rmi committed:x && docker load -q -i c.tar && docker run --rm committed:x")).Ok();
        (await Docker("rmi committed:x")).Ok();
    }

    [Fact]
    public async Task A_commit_that_changes_nothing_adds_no_layer()
    {
        (await Docker("create --name same busybox true")).Ok();
        (await Docker("commit same same:x")).Ok();
        (await Docker("image inspect -f '{{len .RootFS.Layers}}' same:x")).Prints("1\n");
        (await Docker("rm same")).Ok();
        (await Docker("rmi same:x")).Ok();
    }

    [Fact]
    public async Task A_running_container_can_be_committed_and_exported()
    {
        await Background("--name live busybox sh -c 'echo now > /now; sleep 100'");
        (await Engine.Shell("until docker exec live test -f /now; do :; done; docker commit live live:x && docker run --rm live:x cat /now")).Ok();
        (await Engine.Shell("docker export live | tar -xO now")).Prints("now\n");
        (await Docker("inspect -f '{{.State.Status}}' live")).Prints("running\n");
        (await Docker("rm -f live")).Ok();
        (await Docker("rmi live:x")).Ok();
    }

    [Fact]
    public async Task Pruning_removes_what_nobody_names_or_uses()
    {
        var nameless = (await Docker("import", "-m", "nameless", await BaseImages.Busybox)).Ok().Line;
        (await Docker("import", "-m", "named", await BaseImages.Busybox, "named:x")).Ok();
        Assert.Contains($"deleted: {nameless}", (await Docker("image prune -f")).Ok().Out, StringComparison.Ordinal);
        (await Docker("image prune -f")).Prints("Total reclaimed space: 0B\n");
        (await Docker("images -q named:x")).Ok();
        (await Docker("rmi named:x")).Ok();
    }
}
