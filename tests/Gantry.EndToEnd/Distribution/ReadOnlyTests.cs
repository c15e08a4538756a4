namespace Gantry.EndToEnd.Distribution;

/// <summary>A registry that gives and takes nothing.</summary>
public sealed class ReadOnlyTests
{
    [Fact]
    public async Task Skopeo_pulls_and_is_told_why_it_cannot_push()
    {
        await using var registry = await OwnRegistry.Start();
        await registry.Image("image");
        const string copy = "skopeo copy -q --preserve-digests --src-tls-verify=false --dest-tls-verify=false";
        (await registry.Shell(copy + " dir:image docker://$R/a:1")).Ok();
        await registry.Kill();

        await registry.Launch("--read-only");
        (await registry.Shell(copy + " docker://$R/a:1 dir:back && diff -r image back")).Ok();
        var push = await registry.Shell(copy + " dir:image docker://$R/b:1");
        Assert.Equal(1, push.Exit);
        Assert.Contains("this registry is read-only", push.Err, StringComparison.Ordinal);
        Assert.Contains("this registry is read-only", (await registry.Shell("skopeo delete --tls-verify=false docker://$R/a:1")).Err, StringComparison.Ordinal);
        (await registry.Shell("skopeo list-tags --tls-verify=false docker://$R/a | grep -c '\"1\"'")).Ok();
    }
}
