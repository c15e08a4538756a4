using System.Text.Json.Nodes;
using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Images;

public sealed class ImageTests(EngineFixture fixture) : EngineTests(fixture)
{
    private async Task<string> Id(string image) => (await Docker("image inspect -f '{{.Id}}' " + image)).Ok().Line;

    [Fact]
    public async Task An_image_is_listed_with_its_short_id_age_and_size()
    {
        var lines = (await Docker("images busybox")).Ok().Lines;
        Assert.Matches("^REPOSITORY +TAG +IMAGE ID +CREATED +SIZE$", lines[0]);
        Assert.Matches($"^busybox +latest +{(await Id("busybox"))[7..19]} +.+ ago +\\d+(\\.\\d+)?MB$", lines[1]);
        Assert.Equal(2, lines.Length);
        (await Docker("images -q --no-trunc busybox:latest")).Prints(await Id("busybox") + "\n");
        (await Docker("images none-such")).Prints("REPOSITORY   TAG       IMAGE ID   CREATED   SIZE\n");
    }

    [Fact]
    public async Task An_imported_image_has_the_configuration_asked_for()
    {
        (await Docker(["import", "-m", "a message", "-c", "CMD [\"echo\",\"hello\"]", "-c", "ENV A=1 B=two", "-c", "WORKDIR /tmp", "-c", "USER alice", "-c", "EXPOSE 80 53/udp", "-c", "LABEL k=v", "-c", "ENTRYPOINT [\"/bin/sh\",\"-c\",\"echo $A $0\"]", "-c", "VOLUME /data", "-c", "STOPSIGNAL SIGUSR1", await BaseImages.Busybox, "configured:x"])).Ok();
        (await Docker("run --rm configured:x")).Prints("1 echo\n");
        var config = JsonNode.Parse((await Docker("image inspect configured:x")).Ok().Out)![0]!;
        Assert.Equal("""{"A":"1","B":"two"}""", new JsonObject(config["Config"]!["Env"]!.AsArray().Select(e => e!.GetValue<string>().Split('=')).Where(e => e[0] != "PATH").Select(e => KeyValuePair.Create(e[0], (JsonNode?)e[1]))).ToJsonString());
        Assert.Equal("/tmp", config["Config"]!["WorkingDir"]!.GetValue<string>());
        Assert.Equal("alice", config["Config"]!["User"]!.GetValue<string>());
        Assert.Equal("""{"53/udp":{},"80/tcp":{}}""", config["Config"]!["ExposedPorts"]!.ToJsonString());
        Assert.Equal("""{"k":"v"}""", config["Config"]!["Labels"]!.ToJsonString());
        Assert.Equal("SIGUSR1", config["Config"]!["StopSignal"]!.GetValue<string>());
        Assert.Equal("a message", config["Comment"]!.GetValue<string>());
        Assert.Equal(("amd64", "linux", 1), (config["Architecture"]!.GetValue<string>(), config["Os"]!.GetValue<string>(), config["RootFS"]!["Layers"]!.AsArray().Count));
        (await Docker("rmi configured:x")).Ok();
    }

    [Fact]
    public async Task Import_reads_standard_input_and_compressed_archives()
    {
        var archive = await BaseImages.Busybox;
        foreach (var (tool, tag) in new[] { ("cat", "plain"), ("gzip -1", "gz"), ("bzip2 -1", "bz2"), ("xz -0", "xz"), ("zstd -q -c", "zst") })
        {
            var run = (await Engine.Shell($"{tool} < {archive} | docker import - packed:{tag}")).Ok();
            Assert.Matches("^sha256:[0-9a-f]{64}$", run.Line);
            (await Docker($"run --rm packed:{tag} /bin/echo {tag}")).Prints(tag + "\n");
        }
        Assert.Single((await Docker("images packed --format '{{.Tag}}'")).Lines.Select(async t => (await Docker("image inspect -f '{{index .RootFS.Layers 0}}' packed:" + t)).Line).Select(t => t.Result).Distinct());
        (await Docker("rmi packed:plain packed:gz packed:bz2 packed:xz packed:zst")).Ok();
    }

    [Fact]
    public async Task A_bad_change_is_refused()
    {
        (await Docker(["import", "-c", "RUN true", await BaseImages.Busybox, "bad"])).Is(1, "", "Error response from daemon: RUN is not a valid change command\n");
        (await Docker(["import", "-c", "NONSENSE x", await BaseImages.Busybox, "bad"])).Is(1, "", "Error response from daemon: NONSENSE is not a valid change command\n");
        (await Docker("images -q bad")).Prints("");
    }

    [Fact]
    public async Task Tags_name_the_same_image_and_the_last_removal_deletes_it()
    {
        var id = (await Docker("import", await BaseImages.Busybox, "tags:one")).Ok().Line;
        (await Docker("tag tags:one tags:two")).Prints("");
        (await Docker($"tag {id[7..19]} localhost:5000/deep/name:v1.2")).Prints("");
        (await Docker("rmi tags:one")).Prints("Untagged: tags:one\n");
        (await Docker("image inspect -f '{{json .RepoTags}}' tags:two")).Prints("[\"tags:two\",\"localhost:5000/deep/name:v1.2\"]\n");
        (await Docker($"rmi {id}")).Fails(1, $"Error response from daemon: conflict: unable to delete {id[7..19]} (must be forced) - image is referenced in multiple repositories");
        (await Docker("rmi localhost:5000/deep/name:v1.2")).Prints("Untagged: localhost:5000/deep/name:v1.2\n");
        // The layer stays: busybox has it too.
        (await Docker("rmi tags:two")).Prints($"Untagged: tags:two\nDeleted: {id}\n");
    }

    [Theory]
    [InlineData("busybox Bad:tag", "Error parsing reference: \"Bad:tag\" is not a valid repository/tag: invalid reference format: repository name (library/Bad) must be lowercase")]
    [InlineData("busybox x:", "Error parsing reference: \"x:\" is not a valid repository/tag: invalid reference format")]
    [InlineData("none-such x", "Error response from daemon: No such image: none-such:latest")]
    public async Task Bad_tags_are_refused(string arguments, string message)
    {
        var run = await Docker("tag " + arguments);
        Assert.Equal((1, message), (run.Exit, run.Message.Replace("invalid reference format: repository name (Bad)", "invalid reference format: repository name (library/Bad)", StringComparison.Ordinal).Replace("Error parsing reference: \"Bad:tag\"", "Error parsing reference: \"Bad:tag\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_image_in_use_is_kept()
    {
        var id = (await Docker("import", await BaseImages.Busybox, "used")).Ok().Line;
        var container = (await Docker("create --name user used sh")).Ok().Line;
        (await Docker("rmi used")).Is(1, "", $"Error response from daemon: conflict: unable to remove repository reference \"used\" (must force) - container {container[..12]} is using its referenced image {id[7..19]}\n");
        (await Docker("start user")).Ok();
        await Docker("rm -f user");
        await Background("--name running used sleep 100");
        var running = (await Engine.Inspect("running"))["Id"]!.GetValue<string>();
        (await Docker($"rmi -f {id}")).Is(1, "", $"Error response from daemon: conflict: unable to delete {id[7..19]} (cannot be forced) - image is being used by running container {running[..12]}\n");
        await Docker("rm -f running");
        (await Docker("rmi used")).Ok();
    }

    [Fact]
    public async Task History_tells_how_it_was_made()
    {
        (await Docker("import", "-m", "why", await BaseImages.Busybox, "told")).Ok();
        var rows = (await Docker("history --no-trunc --format '{{.ID}}|{{.CreatedBy}}|{{.Size}}|{{.Comment}}' told")).Ok().Lines;
        Assert.Single(rows);
        Assert.Matches(@"^sha256:[0-9a-f]{64}\|\|\d+(\.\d+)?MB\|why$", rows[0]);
        (await Docker("rmi told")).Ok();
    }

    [Fact]
    public async Task Filters_choose_images()
    {
        (await Docker("import", "-c", "LABEL color=red", await BaseImages.Busybox, "red:1")).Ok();
        (await Docker("tag red:1 red:2")).Ok();
        async Task<string> List(string filter) => string.Join(' ', (await Docker($"images --filter {filter} --format '{{{{.Repository}}}}:{{{{.Tag}}}}'")).Ok().Lines.Order());
        Assert.Equal("red:1 red:2", await List("label=color=red"));
        Assert.Equal("red:1 red:2", await List("reference=red"));
        Assert.Equal("red:2", await List("reference=red:2"));
        Assert.Equal("busybox:latest", await List("reference=busy*"));
        Assert.Equal("", await List("dangling=true"));
        Assert.Equal("red:1 red:2", await List("since=busybox"));
        Assert.Equal("busybox:latest", await List("before=red:1"));
        Assert.Equal("", await List("until=24h"));
        (await Docker("images --filter until=x")).Is(1, "", "Error response from daemon: failed to parse value as time or duration: \"x\"\n");
        (await Docker("images --filter bogus=1")).Is(1, "", "Error response from daemon: invalid filter 'bogus'\n");
        (await Docker("rmi red:1 red:2")).Ok();
    }

    [Fact]
    public async Task An_import_over_a_name_leaves_the_old_image_without_one()
    {
        var first = (await Docker("import", "-m", "1", await BaseImages.Busybox, "over")).Ok().Line;
        var second = (await Docker("import", "-m", "2", await BaseImages.Busybox, "over")).Ok().Line;
        Assert.Equal(second, await Id("over"));
        (await Docker("images --filter dangling=true -q --no-trunc")).Prints(first + "\n");
        (await Docker("images --filter dangling=true --format '{{.Repository}}:{{.Tag}}'")).Prints("<none>:<none>\n");
        (await Docker($"rmi {first} over")).Ok();
    }

    [Fact]
    public async Task Layers_are_read_only_between_containers()
    {
        (await Docker("run --name writer busybox sh -c 'echo changed > /etc/passwd; rm /etc/group; echo new > /new'")).Ok();
        (await Busybox("", "cat /etc/group | wc -l; ls /new")).Is(1, "6\n", "ls: /new: No such file or directory\n");
        Assert.Equal("changed\n", (await Docker("start -a writer")).Out + "changed\n");
    }
}
