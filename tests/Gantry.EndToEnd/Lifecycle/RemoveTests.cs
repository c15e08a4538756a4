using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Lifecycle;

public sealed class RemoveTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Fact]
    public async Task A_running_container_is_removed_only_by_force()
    {
        await Idle("busy");
        (await Docker("rm busy")).Is(1, "", "Error response from daemon: cannot remove container \"busy\": container is running: stop the container before removing or force remove\n");
        (await Docker("rm -f busy")).Prints("busy\n");
        (await Docker("ps -aq")).Prints("");
    }

    [Fact]
    public async Task Removal_by_force_of_what_is_not_there_is_a_note() =>
        (await Docker("rm -f none-such")).Is(0, "", "Error response from daemon: No such container: none-such\n");

    [Fact]
    public async Task Several_are_removed_and_each_failure_is_told()
    {
        await Docker("create --name one busybox");
        await Docker("create --name two busybox");
        (await Docker("rm one none-such two")).Is(1, "one\ntwo\n", "Error response from daemon: No such container: none-such\n");
    }

    [Fact]
    public async Task A_name_is_free_again_after_removal()
    {
        var first = (await Docker("create --name taken busybox")).Ok().Line;
        (await Docker("create --name taken busybox")).Is(1, "", $"Error response from daemon: Conflict. The container name \"/taken\" is already in use by container \"{first}\". You have to remove (or rename) that container to be able to reuse that name.\n");
        (await Docker("rm taken")).Prints("taken\n");
        (await Docker("create --name taken busybox")).Ok();
    }

    [Fact]
    public async Task A_conflict_in_run_gives_125()
    {
        var first = (await Docker("create --name taken busybox")).Ok().Line;
        (await Docker("run --rm --name taken busybox true"))
            .Fails(125, $"docker: Error response from daemon: Conflict. The container name \"/taken\" is already in use by container \"{first}\". You have to remove (or rename) that container to be able to reuse that name.");
    }

    [Fact]
    public async Task A_container_is_found_by_its_name_its_id_and_a_unique_part_of_it()
    {
        var id = (await Docker("create --name found busybox")).Ok().Line;
        foreach (var key in new[] { "found", "/found", id, id[..12], id[..6] })
            (await Docker("inspect -f '{{.Id}}' " + key)).Prints(id + "\n");
    }

    [Fact]
    public async Task Renaming_moves_the_name_and_refuses_a_taken_one()
    {
        var other = (await Docker("create --name other busybox")).Ok().Line;
        await Docker("create --name old busybox");
        (await Docker("rename old fresh")).Prints("");
        (await Docker("ps -a --format '{{.Names}}'")).Prints("fresh\nother\n");
        (await Docker("rename fresh other")).Is(1, "", $"Error response from daemon: Error when allocating new name: Conflict. The container name \"/other\" is already in use by container \"{other}\". You have to remove (or rename) that container to be able to reuse that name.\nError: failed to rename container named fresh\n");
        (await Docker("rename fresh fresh")).Is(1, "", "Error response from daemon: Renaming a container with the same name as its current name\nError: failed to rename container named fresh\n");
        (await Docker("rename fresh .bad")).Is(1, "", "Error response from daemon: Error when allocating new name: Invalid container name (/.bad), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed\nError: failed to rename container named fresh\n");
    }

    [Fact]
    public async Task What_is_removed_is_gone_from_disk_and_kernel()
    {
        var id = await Idle("whole", "-p 8080");
        (await Docker("rm -f whole")).Prints("whole\n");
        await Deadline.Until(() =>
        {
            var left = Directory.EnumerateFileSystemEntries(Engine.DataRoot, "*" + id + "*", SearchOption.AllDirectories).Concat(KernelState.Of(Engine).Lines.Where(l => l.Contains(id, StringComparison.Ordinal))).ToArray();
            return left.Length == 0 ? null : string.Join('\n', left);
        });
    }
}
