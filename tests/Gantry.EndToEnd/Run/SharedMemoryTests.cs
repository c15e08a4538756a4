using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Run;

/// <summary>Containers that share their memory and processes.</summary>
public sealed class SharedMemoryTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Fact]
    public async Task A_container_sees_the_files_in_the_memory_of_the_one_it_joins()
    {
        await Background("--name donor --ipc shareable --shm-size 1m busybox sh -c 'echo given > /dev/shm/f; exec sleep 1000'");
        await Deadline.Until(async () => (await Docker("exec donor cat /dev/shm/f")).Out == "given\n" ? null : "nothing is in the memory yet");
        (await Busybox("--ipc container:donor --shm-size 2m", "cat /dev/shm/f; echo back > /dev/shm/g; grep ' /dev/shm ' /proc/mounts"))
            .Prints("given\nshm /dev/shm tmpfs rw,nosuid,nodev,noexec,relatime,size=1024k 0 0\n");
        (await Docker("exec donor cat /dev/shm/g")).Prints("back\n");
        await Background("--name second --ipc container:donor busybox sleep 1000");
        (await Busybox("--ipc container:second", "cat /dev/shm/f")).Prints("given\n");
    }

    [Fact]
    public async Task A_containers_name_is_noted_as_its_id()
    {
        var id = await Background("--name donor --ipc shareable busybox sleep 1000");
        (await Docker("create --name guest --ipc container:donor --pid container:donor --network container:donor busybox")).Ok();
        (await Docker("inspect -f '{{.HostConfig.IpcMode}} {{.HostConfig.PidMode}} {{.HostConfig.NetworkMode}}' guest")).Prints($"container:{id} container:{id} container:{id}\n");
    }

    [Fact]
    public async Task What_cannot_be_joined_is_refused()
    {
        var keeps = await Background("--name keeps busybox sleep 1000");
        var rests = (await Docker("create --name rests --ipc shareable busybox")).Ok().Line;
        const string Error = "docker: Error response from daemon: ";
        (await Docker("run --rm --ipc container:keeps busybox true")).Fails(125, $"{Error}failed to join IPC namespace: container {keeps}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)");
        (await Docker("run --rm --ipc container:rests busybox true")).Fails(125, $"{Error}failed to join IPC namespace: container {rests} is not running");
        (await Docker("run --rm --pid container:rests busybox true")).Fails(125, $"{Error}failed to join PID namespace: container {rests} is not running");
        (await Docker("run --rm --ipc container:nobody busybox true")).Fails(125, $"{Error}No such container: nobody");
    }
}
