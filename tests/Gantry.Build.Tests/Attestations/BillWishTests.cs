using Gantry.Build.Attestations;
using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Oci.Images;

namespace Gantry.Build.Tests.Attestations;

public sealed class BillWishTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("disabled=true")]
    [InlineData("generator=x,disabled=1")]
    public void None_is_wanted(string? text) => Assert.Null(BillWish.Read(text));

    [Fact]
    public void A_scanner_is_named_and_told_things()
    {
        Assert.Equal("docker/buildkit-syft-scanner:stable-1", BillWish.Read("")!.Generator);
        var wish = BillWish.Read("generator=mine:1,SELECT_CATALOGERS=dpkg")!;
        Assert.Equal("mine:1", wish.Generator);
        Assert.Equal("dpkg", wish.Parameters["SELECT_CATALOGERS"]);
    }

    [Fact]
    public void The_scanner_sees_the_result_and_extras_and_writes_to_a_directory_of_its_own()
    {
        var image = Vertex.Create(new SourceOperation("docker-image://scanner", new Dictionary<string, string>()), []).Output();
        var result = Vertex.Create(new SourceOperation("docker-image://result", new Dictionary<string, string>()), []).Output();
        var scanner = new BillScanner(BillWish.Read("generator=s,A=b")!, image, new ExecutionConfig { Entrypoint = ["scan"], Cmd = ["all"], Env = ["X=y"] }, new Platform { Os = "linux", Architecture = "amd64" });
        var scan = scanner.Scan("linux/amd64", new ScanTargets(result, new Dictionary<string, VertexOutput> { ["tools"] = result }, IgnoreCache: false));
        var operation = Assert.IsType<ExecOperation>(scan.Vertex.Operation);
        Assert.Equal(1, scan.Index);
        Assert.Equal(["scan", "all"], operation.Process.Arguments);
        Assert.Equal(
            ["X=y", "BUILDKIT_SCAN_DESTINATION=/run/out/", "BUILDKIT_SCAN_SOURCE=/run/src/core/sbom", "BUILDKIT_SCAN_SOURCE_EXTRAS=/run/src/extras", "BUILDKIT_SCAN_A=b"],
            operation.Process.Environment);
        Assert.Equal(["/", "/tmp", "/run/src/core/sbom", "/run/src/extras/sbom-tools", "/run/out/"], operation.Mounts.Select(m => m.Destination));
        Assert.Equal([0, -1, 1, 1, -1], operation.Mounts.Select(m => m.Input));
    }
}
