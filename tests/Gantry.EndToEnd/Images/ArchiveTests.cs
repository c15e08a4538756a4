using System.Formats.Tar;
using System.Text.Json.Nodes;
using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Images;

public sealed class ArchiveTests(EngineFixture fixture) : EngineTests(fixture)
{
    private static async Task<Dictionary<string, byte[]>> Files(string archive)
    {
        var files = new Dictionary<string, byte[]>();
        await using var reader = new TarReader(File.OpenRead(archive));
        while (await reader.GetNextEntryAsync(copyData: true) is { } entry)
            if (entry.DataStream is { } data)
            {
                var copy = new MemoryStream();
                await data.CopyToAsync(copy);
                files[entry.Name] = copy.ToArray();
            }
        return files;
    }

    [Fact]
    public async Task A_saved_archive_is_a_docker_archive_and_an_oci_layout()
    {
        (await Docker("save -o saved.tar busybox")).Prints("");
        var files = await Files(Engine.Work + "/saved.tar");
        Assert.Equal("""{"imageLayoutVersion":"1.0.0"}""", JsonNode.Parse(files["oci-layout"])!.ToJsonString());
        var manifest = JsonNode.Parse(files["manifest.json"])![0]!;
        Assert.Equal("""["busybox:latest"]""", manifest["RepoTags"]!.ToJsonString());
        var config = manifest["Config"]!.GetValue<string>();
        Assert.Equal((await Docker("image inspect -f '{{.Id}}' busybox")).Line, "sha256:" + Path.GetFileName(config));
        var diffs = JsonNode.Parse(files[config])!["rootfs"]!["diff_ids"]!.AsArray();
        Assert.Equal(diffs.Count, manifest["Layers"]!.AsArray().Count);
        foreach (var (name, content) in files.Where(f => f.Key.StartsWith("blobs/sha256/", StringComparison.Ordinal)))
            Assert.Equal(Path.GetFileName(name), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)));
        var index = JsonNode.Parse(files["index.json"])!;
        Assert.Equal("application/vnd.oci.image.index.v1+json", index["mediaType"]!.GetValue<string>());
        Assert.Equal("docker.io/library/busybox:latest", index["manifests"]![0]!["annotations"]!["io.containerd.image.name"]!.GetValue<string>());
        Assert.Contains("repositories", files.Keys);
    }

    [Fact]
    public async Task Saved_removed_and_loaded_an_image_is_the_same()
    {
        var id = (await Docker("import", "-c", "CMD echo loaded", await BaseImages.Busybox, "round:trip")).Ok().Line;
        (await Docker("tag round:trip round:again")).Ok();
        (await Docker("save -o round.tar round:trip round:again")).Prints("");
        (await Docker("rmi round:trip round:again")).Ok();
        Assert.Equal(["Loaded image: round:again", "Loaded image: round:trip"], (await Docker("load -i round.tar")).Ok().Lines.Order());
        Assert.Equal(id, (await Docker("image inspect -f '{{.Id}}' round:again")).Line);
        (await Docker("run --rm -e PATH=/bin round:trip")).Prints("loaded\n");
        (await Docker("rmi round:trip round:again")).Ok();
    }

    [Fact]
    public async Task Of_an_image_for_several_platforms_the_wanted_one_is_loaded()
    {
        if (EngineBinary.IsReference) return; // it reads no layouts with its usual store
        (await Engine.Shell("""
            set -e; mkdir many; docker save busybox | tar -xC many; cd many; rm manifest.json repositories; m=blobs/sha256/$(jq -r '.manifests[0].digest' index.json | cut -d: -f2)
            keep() { d=$(sha256sum new | cut -c1-64) s=$(stat -c %s new); mv new blobs/sha256/$d; }
            own() { jq -cj '.manifests[0] | {mediaType,digest,size,platform:{os:"linux",architecture:"amd64"}}' index.json; }
            other() { jq -cj ".architecture=\"arm\" | .variant=\"$1\"" blobs/sha256/$(jq -r .config.digest $m | cut -d: -f2) >new; keep
              jq -cj ".config.digest=\"sha256:$d\" | .config.size=$s" $m >new; keep
              printf '{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:%s","size":%s,"platform":{"os":"linux","architecture":"arm","variant":"%s"}}' $d $s $1; }
            printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s,%s,%s]}' "$(other v7)" "$(own)" "$(other v6)" >list; mv list new; keep
            printf '{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.index.v1+json","digest":"sha256:%s","size":%s,"annotations":{"org.opencontainers.image.ref.name":"many:1"}}]}' $d $s >index.json
            tar -cf ../many.tar .
            """)).Ok();
        await Loads("", "amd64");
        await Loads("--platform linux/arm", "arm v7");
        await Loads("--platform linux/arm/v6", "arm v6");
        await Loads("--platform linux/amd64", "amd64");

        async Task Loads(string flags, string platform)
        {
            var loaded = (await Docker($"load -q {flags} -i many.tar")).Ok();
            Assert.Equal("Loaded image: many:1", loaded.Lines[^1]);
            var image = JsonNode.Parse((await Docker("image inspect -f '{{json .}}' many:1")).Ok().Line)!;
            Assert.Equal(platform, $"{image["Architecture"]} {image["Variant"]}".TrimEnd());
            (await Docker("rmi many:1")).Ok();
        }
    }

    [Fact]
    public async Task An_archive_of_dockers_first_years_is_loaded()
    {
        var (lower, upper) = (new string('a', 64), new string('b', 64));
        var busybox = await BaseImages.Busybox;
        (await Engine.Shell($$$"""
            mkdir -p old/{{{lower}}} old/{{{upper}}} new; cp {{{busybox}}} old/{{{lower}}}/layer.tar; echo kept > new/file; tar -C new -cf old/{{{upper}}}/layer.tar file
            echo '{"id":"{{{lower}}}","created":"2015-10-13T23:47:48Z","container_config":{"Cmd":["ADD","base"]},"config":{},"architecture":"amd64","os":"linux"}' > old/{{{lower}}}/json
            echo '{"id":"{{{upper}}}","parent":"{{{lower}}}","created":"2015-10-14T23:47:48Z","container_config":{"Cmd":["ADD","file"]},"config":{"Cmd":["cat","/file"],"Env":["PATH=/bin"]},"architecture":"amd64","os":"linux","Size":5}' > old/{{{upper}}}/json
            echo '{"old/image":{"first":"{{{upper}}}","second":"{{{upper}}}"}}' > old/repositories
            tar -C old -cf old.tar . && docker load -q -i old.tar
            """)).Ok();
        (await Docker("run --rm old/image:first")).Prints("kept\n");
        (await Docker("history --format '{{.CreatedBy}}' old/image:second")).Prints("ADD file\nADD base\n");
        Assert.Equal((await Docker("inspect -f '{{.Id}}' old/image:first")).Line, (await Docker("inspect -f '{{.Id}}' old/image:second")).Line);
        (await Engine.Shell($"rm old/{lower}/json; tar -C old -cf old.tar .; docker rmi old/image:first old/image:second > /dev/null; ! docker load -q -i old.tar")).Ok();
        (await Docker("images -q old/image")).Prints("");
    }

    [Fact]
    public async Task An_image_saved_by_its_id_is_loaded_without_a_name()
    {
        var id = (await Docker("import", "-m", "nameless", await BaseImages.Busybox)).Ok().Line;
        (await Docker($"save -o nameless.tar {id}")).Prints("");
        (await Docker($"rmi {id}")).Ok();
        (await Docker("load -q -i nameless.tar")).Prints($"Loaded image ID: {id}\n");
        (await Docker($"rmi {id}")).Ok();
    }

    [Theory]
    [InlineData("gzip -1")]
    [InlineData("xz -0")]
    [InlineData("zstd -q -c")]
    public async Task A_compressed_archive_is_loaded(string tool)
    {
        (await Docker("import", await BaseImages.Busybox, "packed:x")).Ok();
        (await Engine.Shell($"docker save packed:x | {tool} > packed.z && docker rmi packed:x")).Ok();
        Assert.Equal("Loaded image: packed:x", (await Engine.Shell("docker load < packed.z")).Ok().Lines[^1]);
        (await Docker("rmi packed:x")).Ok();
    }

    [Fact]
    public async Task What_layers_can_hold_survives_the_way_through_an_archive()
    {
        (await Docker(["run", "--name", "maker", "busybox", "sh", "-c", """
            mkdir -p /t/sub /t/sticky; chmod 1777 /t/sticky; chmod 2750 /t/sub; chown 1000:2000 /t/sub
            echo a > /t/file; ln /t/file /t/hard; ln -s file /t/soft; ln -s /nowhere /t/dangling
            mknod /t/fifo p; mknod /t/null c 1 3; chmod 4711 /t/file
            touch -d '2001-02-03 04:05:06' /t/old; n=$(printf 'n%.0s' $(seq 1 200)); mkdir -p /t/$n/$n; echo deep > /t/$n/$n/f
            dd if=/dev/zero of=/t/sparse bs=1 count=1 seek=10000000 2>/dev/null; printf 'x' > '/t/odd name ö'
            """])).Ok();
        (await Engine.Shell("docker export maker | docker import - things:x && docker save things:x -o things.tar && docker rmi things:x && docker load -q -i things.tar")).Ok();
        (await Docker(["run", "--rm", "-e", "PATH=/bin", "things:x", "/bin/sh", "-c", """
            cd /t; stat -c '%n %A %u:%g %h' sub sticky file hard fifo null; readlink soft; readlink dangling; stat -c '%t:%T' null
            stat -c '%Y' old; n=$(printf 'n%.0s' $(seq 1 200)); cat $n/$n/f; stat -c %s sparse; cat 'odd name ö'; echo; [ file -ef hard ] && echo linked
            """])).Prints("""
            sub drwxr-s--- 1000:2000 2
            sticky drwxrwxrwt 0:0 2
            file -rws--x--x 0:0 2
            hard -rws--x--x 0:0 2
            fifo prw-r--r-- 0:0 1
            null crw-r--r-- 0:0 1
            file
            /nowhere
            1:3
            981173106
            deep
            10000001
            x
            linked

            """);
        (await Docker("rmi things:x")).Ok();
    }

    [Fact]
    public async Task Whiteouts_and_opaque_folders_of_upper_layers_hide_what_is_below()
    {
        var folder = Engine.Work + "/layered";
        LayeredImage.Write(folder + ".tar", "layered:x",
            tar => tar.Folder("d").File("d/a", "a").File("d/b", "b").Folder("o").File("o/below", "x").File("f", "lower"),
            tar => tar.Folder("d").File("d/.wh.a", "").Folder("o").File("o/.wh..wh..opq", "").File("o/above", "y").File("f", "upper"));
        (await Docker($"load -q -i {folder}.tar")).Prints("Loaded image: layered:x\n");
        (await Docker($"create --name look layered:x /x")).Ok();
        var listed = (await Engine.Shell("docker export look | tar -t | grep -E '^(d|o|f)' | grep -v dev | sort")).Ok();
        Assert.Equal("d/\nd/b\nf\no/\no/above\n", listed.Out);
        Assert.Equal("upper", (await Engine.Shell("docker export look | tar -xO f")).Out);
        await Docker("rm look");
        (await Docker("rmi layered:x")).Ok();
    }

    [Fact]
    public async Task Export_gives_the_containers_tree()
    {
        (await Docker("run --name exported busybox sh -c 'echo text > /file; rm -r /home'")).Ok();
        var names = (await Engine.Shell("docker export exported | tar -t | sort")).Ok().Lines;
        Assert.Contains("file", names);
        Assert.Contains("bin/busybox", names);
        Assert.DoesNotContain("home/", names);
        Assert.Equal("text\n", (await Engine.Shell("docker export exported | tar -xO file")).Out);
    }

    [Fact]
    public async Task Save_of_what_is_not_there_is_an_error()
    {
        (await Docker("save -o none.tar none-such")).Is(1, "", "Error response from daemon: No such image: none-such\n");
        Assert.Equal("", (await Engine.Shell("ls none.tar 2>/dev/null")).Out);
    }
}
