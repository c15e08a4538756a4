using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Images;

/// <summary>Archives of other tools load here, and ours load there; test.sh brings the tools.</summary>
public sealed class PeerArchiveTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Fact]
    public async Task An_image_built_by_podman_is_loaded()
    {
        Directory.CreateDirectory(Engine.Work + "/ctx");
        (await Engine.Shell($$"""
            cp {{await BaseImages.Busybox}} ctx/base.tar
            printf 'FROM scratch\nADD base.tar /\nENV PATH=/bin\nRUN ["/bin/busybox","sh","-c","echo built > /made; rm /etc/group"]\nWORKDIR /tmp\nCMD ["sh","-c","pwd; cat /made; ls /etc"]\n' > ctx/Dockerfile
            P="podman --root $PWD/pod --runroot $PWD/podrun --storage-driver vfs --cgroup-manager cgroupfs --events-backend none"
            $P build -q --isolation chroot --network host -t localhost/fromhere:v1 ctx > /dev/null
            for f in docker-archive oci-archive; do $P save -q --format $f -o $f.tar localhost/fromhere:v1; done
            rm -rf pod podrun
            """, TimeSpan.FromMinutes(2))).Ok();
        // The reference's classic store reads no archive without Docker's manifest.
        foreach (var format in EngineBinary.IsReference ? new[] { "docker-archive" } : ["docker-archive", "oci-archive"])
        {
            var load = await Docker($"load -q -i {format}.tar");
            Assert.StartsWith("Loaded image", load.Ok().Out, StringComparison.Ordinal);
            var name = load.Line.Split(": ", 2)[1];
            (await Docker($"run --rm {name}")).Prints("/tmp\nbuilt\nhostname\nhosts\nmtab\npasswd\nresolv.conf\n");
            (await Docker($"rmi {name}")).Ok();
        }
    }

    [Fact]
    public async Task Skopeo_reads_what_was_saved_and_writes_what_is_loaded()
    {
        (await Engine.Shell("""
            rm -rf layout *.tar; docker save busybox -o ours.tar
            skopeo copy -q --insecure-policy docker-archive:ours.tar:busybox:latest oci:layout:tagged
            tar -C layout -cf layout.tar .
            skopeo copy -q --insecure-policy oci:layout:tagged docker-archive:theirs.tar:skopeo:theirs
            """)).Ok();
        Assert.Equal("Loaded image: skopeo:theirs", (await Docker("load -q -i theirs.tar")).Ok().Line);
        (await Docker("run --rm skopeo:theirs echo there and back")).Prints("there and back\n");
        (await Docker("rmi skopeo:theirs")).Ok();
        if (!EngineBinary.IsReference)
            Assert.StartsWith("Loaded image", (await Docker("load -q -i layout.tar")).Ok().Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_reference_engine_loads_what_was_saved_here_and_the_reverse()
    {
        using var host = Host.Create();
        await using var reference = new Engine(host) { Command = [EngineBinary.Reference] };
        await reference.Start();
        (await Docker("import", "-c", "CMD [\"echo\",\"ours\"]", "-c", "ENV PATH=/bin", await BaseImages.Busybox, "from:ours")).Ok();
        (await Docker($"save -o {Engine.Work}/ours.tar from:ours")).Ok();
        (await reference.Docker($"load -q -i {Engine.Work}/ours.tar")).Prints("Loaded image: from:ours\n");
        (await reference.Docker("run --rm from:ours")).Prints("ours\n");
        Assert.Equal((await Docker("image inspect -f '{{.Id}}' from:ours")).Line, (await reference.Docker("image inspect -f '{{.Id}}' from:ours")).Line);

        (await reference.Docker(["run", "--name", "made", "from:ours", "sh", "-c", "echo changed > /etc/group; rm /etc/passwd; mkdir /new; ln /etc/group /new/hard"])).Ok();
        (await reference.Docker("commit -c 'CMD [\"sh\",\"-c\",\"cat /new/hard; ls /etc\"]' made from:theirs")).Ok();
        (await reference.Docker($"save -o {Engine.Work}/theirs.tar from:theirs")).Ok();
        (await Docker($"load -q -i {Engine.Work}/theirs.tar")).Prints("Loaded image: from:theirs\n");
        (await Docker("run --rm from:theirs")).Prints("changed\ngroup\nhostname\nhosts\nmtab\nresolv.conf\n");
        Assert.Equal((await reference.Docker("image inspect -f '{{.Id}}' from:theirs")).Line, (await Docker("image inspect -f '{{.Id}}' from:theirs")).Line);
        await reference.RemoveContainers();
        (await Docker("rmi from:ours from:theirs")).Ok();
    }
}
