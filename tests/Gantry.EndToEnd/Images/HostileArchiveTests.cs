using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Images;

/// <summary>Archives made to do harm: what they reach stays inside, and nothing of a refused one is left.</summary>
public sealed class HostileArchiveTests(EngineFixture fixture) : EngineTests(fixture)
{
    private string Archive => Engine.Work + "/hostile.tar";

    private async Task<string[]> DiskState() => [.. (await Engine.Shell($"find {Engine.DataRoot} -mindepth 1 -printf '%P %s\\n' | grep -v -E 'network/|buildkit|\\.db|tmp ' | sort")).Lines];

    private async Task Refused(string message)
    {
        var before = await DiskState();
        var images = (await Docker("images -aq")).Out;
        var load = await Docker("load -q -i " + Archive);
        Assert.Equal(1, load.Exit);
        Assert.Matches(message, load.Err);
        Assert.Equal(images, (await Docker("images -aq")).Out);
        if (!EngineBinary.IsReference)
            await Deadline.Until(async () =>
            {
                var left = (await DiskState()).Except(before).ToArray();
                return left.Length == 0 ? null : "left on disk:\n" + string.Join('\n', left);
            });
    }

    [Fact]
    public async Task A_path_with_dots_does_not_leave_the_layer()
    {
        LayeredImage.Write(Archive, "evil:x", tar => tar.File("../../../../../../../../var/tmp/gantry-evil-dots", "x"));
        await Refused("(breakout|outside|escapes|\\.\\.)");
        Assert.False(File.Exists("/var/tmp/gantry-evil-dots"));
    }

    [Fact]
    public async Task An_absolute_path_is_inside_the_layer()
    {
        LayeredImage.Write(Archive, "evil:x", tar => tar.Folder("/var").Folder("/var/tmp").File("/var/tmp/gantry-evil-absolute", "inside").Busybox());
        (await Docker("load -q -i " + Archive)).Prints("Loaded image: evil:x\n");
        (await Docker("run --rm evil:x /bin/cat /var/tmp/gantry-evil-absolute")).Prints("inside");
        Assert.False(File.Exists("/var/tmp/gantry-evil-absolute"));
        (await Docker("rmi evil:x")).Ok();
    }

    [Fact]
    public async Task A_link_out_of_the_layer_is_not_followed_while_unpacking()
    {
        LayeredImage.Write(Archive, "evil:x", tar => tar.Link("out", "/var/tmp").File("out/gantry-evil-link", "x"));
        await Docker("load -q -i " + Archive);
        Assert.False(File.Exists("/var/tmp/gantry-evil-link"));
        await Docker("rmi evil:x");
        LayeredImage.Write(Archive, "evil:x", tar => tar.Link("up", "../../../../../../../../../../var/tmp").File("up/gantry-evil-link", "x"));
        await Docker("load -q -i " + Archive);
        Assert.False(File.Exists("/var/tmp/gantry-evil-link"));
        await Docker("rmi evil:x");
    }

    [Fact]
    public async Task A_link_of_a_lower_layer_is_not_followed_by_an_upper_one()
    {
        LayeredImage.Write(Archive, "evil:x", tar => tar.Link("out", "/var/tmp"), tar => tar.File("out/gantry-evil-layers", "x"));
        await Docker("load -q -i " + Archive);
        Assert.False(File.Exists("/var/tmp/gantry-evil-layers"));
        await Docker("rmi evil:x");
    }

    [Fact]
    public async Task A_hard_link_to_a_file_of_the_host_is_refused()
    {
        LayeredImage.Write(Archive, "evil:x", tar => tar.HardLink("stolen", "../../../../../../../../etc/passwd"));
        await Refused("(breakout|outside|escapes|no such file|\\.\\.)");
        LayeredImage.Write(Archive, "evil:x", tar => tar.Link("etc", "/etc").HardLink("stolen", "etc/passwd"));
        await Refused(".");
    }

    [Fact]
    public async Task A_whiteout_does_not_delete_outside_the_layer()
    {
        await File.WriteAllTextAsync("/var/tmp/gantry-evil-kept", "kept");
        LayeredImage.Write(Archive, "evil:x", tar => tar.Link("out", "/var/tmp"), tar => tar.File("out/.wh.gantry-evil-kept", ""));
        await Docker("load -q -i " + Archive);
        Assert.True(File.Exists("/var/tmp/gantry-evil-kept"));
        File.Delete("/var/tmp/gantry-evil-kept");
        await Docker("rmi evil:x");
    }

    [Fact]
    public async Task A_layer_that_is_not_what_the_configuration_says_is_refused()
    {
        LayeredImage.Write(Archive, "evil:x", tar => tar.File("a", "good"));
        var bytes = await File.ReadAllBytesAsync(Archive);
        var at = bytes.AsSpan().IndexOf("good"u8);
        "evil"u8.CopyTo(bytes.AsSpan(at));
        await File.WriteAllBytesAsync(Archive, bytes);
        await Refused("(wrong diff id|diff ?ID|digest)");
    }

    [Fact]
    public async Task What_is_no_archive_is_refused()
    {
        await File.WriteAllTextAsync(Archive, "this is not a tar file");
        await Refused("(unexpected EOF|invalid tar header|archive)");
        await File.WriteAllBytesAsync(Archive, new byte[10240]);
        await Refused("(manifest\\.json|unrecognized image format|archive|no such file)");
    }

    [Fact]
    public async Task A_cut_archive_is_refused()
    {
        (await Docker("save -o whole.tar busybox")).Ok();
        (await Engine.Shell("head -c 1000000 whole.tar > hostile.tar")).Ok();
        await Refused("(unexpected EOF|EOF|cut|end)");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{\"Config\":\"none.json\",\"Layers\":[]}]")]
    [InlineData("[{\"Config\":\"../../../../etc/passwd\",\"Layers\":[]}]")]
    [InlineData("[{\"Config\":\"manifest.json\",\"Layers\":[\"../../../../../../etc/passwd\"]}]")]
    [InlineData("{")]
    [InlineData("null")]
    public async Task A_manifest_that_points_elsewhere_gives_no_image(string manifest)
    {
        var folder = Directory.CreateDirectory(Engine.Work + "/forged").FullName;
        await File.WriteAllTextAsync(folder + "/manifest.json", manifest);
        (await Engine.Shell("tar -C forged -cf hostile.tar manifest.json")).Ok();
        var images = (await Docker("images -aq")).Out;
        var load = await Docker("load -q -i " + Archive);
        Assert.Equal(images, (await Docker("images -aq")).Out);
        Assert.Equal(manifest is "[]" ? 0 : 1, load.Exit);
        Assert.DoesNotContain("root:x", load.Err + load.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("panic", load.Err, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Odd_ways_to_write_a_name_are_the_same_name()
    {
        LayeredImage.Write(Archive, "odd:x", tar => tar.Busybox().File("./c", "dot").Folder("./e/").File("e//f", "slashes").File("/g", "root"));
        (await Docker("load -q -i " + Archive)).Prints("Loaded image: odd:x\n");
        (await Docker("run --rm odd:x /bin/sh -c '/bin/cat /c; /bin/cat /e/f; /bin/cat /g'")).Prints("dotslashesroot");
        (await Docker("rmi odd:x")).Ok();
    }
}
