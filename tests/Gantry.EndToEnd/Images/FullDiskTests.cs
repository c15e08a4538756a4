using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Images;

/// <summary>A data root without room: bombs and full disks end in Docker's error and leave a working Engine.</summary>
public sealed class FullDiskTests : OwnEngineTests
{
    public override async Task InitializeAsync()
    {
        Directory.CreateDirectory(Engine.DataRoot);
        Host.Run("mount", "-t", "tmpfs", "-o", "size=24m", "gantry-e2e", Engine.DataRoot);
        await base.InitializeAsync();
    }

    private long Used()
    {
        var drive = new DriveInfo(Engine.DataRoot);
        return drive.TotalSize - drive.AvailableFreeSpace;
    }

    [Fact]
    public async Task A_bomb_is_refused_when_the_disk_is_full_and_its_space_is_given_back()
    {
        var before = Used();
        // 64 MiB of zeros are 64 KiB of gzip.
        (await Engine.Shell("mkdir bomb && head -c 64M /dev/zero > bomb/zeros && tar -C bomb -cz . > bomb.tgz && rm -r bomb")).Ok();
        var import = await Docker("import bomb.tgz bomb");
        Assert.Equal(1, import.Exit);
        Assert.Contains("no space left on device", import.Err, StringComparison.OrdinalIgnoreCase);
        (await Docker("images --format '{{.Repository}}'")).Prints("busybox\n");
        await Deadline.Until(() => Used() < before + (1 << 20) ? null : $"{Used() - before} bytes are still in use");
        (await Docker("run --rm busybox echo works")).Prints("works\n");
    }

    [Fact]
    public async Task A_load_without_room_is_an_error_and_the_engine_works_on()
    {
        var before = Used();
        LayeredImage.Write(Engine.Work + "/big.tar", "big:x", tar => tar.File("f", new string('x', 40 << 20)));
        var load = await Docker("load -q -i big.tar");
        Assert.Equal(1, load.Exit);
        Assert.Contains("no space left on device", load.Err, StringComparison.OrdinalIgnoreCase);
        await Deadline.Until(() => Used() < before + (1 << 20) ? null : $"{Used() - before} bytes are still in use");
        (await Docker("run --rm busybox echo works")).Prints("works\n");
    }

    [Fact]
    public async Task A_container_that_fills_the_disk_gets_the_error_itself_and_can_be_removed()
    {
        var filler = await Docker("run --name filler busybox dd if=/dev/zero of=/file bs=1M");
        Assert.Equal(1, filler.Exit);
        Assert.Contains("No space left on device", filler.Err, StringComparison.Ordinal);
        var create = await Docker("run --rm --name other busybox true");
        Assert.True(create.Exit is 0 or 125, create.ToString());
        (await Docker("rm -f filler")).Prints("filler\n");
        (await Docker("run --rm busybox echo works")).Prints("works\n");
    }
}
