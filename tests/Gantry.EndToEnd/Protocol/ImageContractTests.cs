using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Protocol;

/// <summary>Details of images and builds that Docker's own suites hold on to.</summary>
public sealed class ImageContractTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const string Classic = "DOCKER_BUILDKIT=0 docker build";

    [Theory]
    [InlineData("linux", "linux/amd64")]
    [InlineData("LINUX", "linux/amd64")]
    [InlineData("linux/sparc64", "linux/sparc64")]
    [InlineData("aarch64", "linux/arm64")]
    public async Task An_import_is_of_the_platform_it_names(string platform, string found)
    {
        (await Engine.Shell($"tar -cf - -T /dev/null | docker import --platform {platform} - platform:x")).Ok();
        Assert.Equal(found, (await Docker("image inspect -f {{.Os}}/{{.Architecture}} platform:x")).Line);
        (await Docker("rmi platform:x")).Ok();
    }

    [Theory]
    [InlineData("macos", "operating system is not supported")]
    [InlineData("macos/arm64", "operating system is not supported")]
    [InlineData("nintendo64", "\"nintendo64\": unknown operating system or architecture: invalid argument")]
    [InlineData("/", "\"\" is an invalid OS component of \"/\": OSAndVersion specifier component must match \"^([A-Za-z0-9_-]+)(?:\\\\(([A-Za-z0-9_.-]*)\\\\))?$\": invalid argument")]
    public async Task A_platform_that_is_none_is_told(string platform, string message)
    {
        var answer = await Engine.Api.Post($"/images/create?fromSrc=-&platform={Uri.EscapeDataString(platform)}");
        Assert.Equal((400, message.Replace(@"\\", @"\", StringComparison.Ordinal)), (answer.Code, answer.Message));
    }

    [Fact]
    public async Task Pulls_and_builds_know_platforms_too()
    {
        Assert.Equal(400, (await Engine.Api.Post("/images/create?fromImage=busybox&platform=foobar")).Code);
        Assert.Equal(400, (await Engine.Api.Post("/build?platform=foobar")).Code);
    }

    [Fact]
    public async Task An_image_of_another_platform_is_not_the_one_asked_for()
    {
        const string Windows = """{"os":"windows","architecture":"amd64"}""", Own = """{"os":"linux","architecture":"amd64"}""";
        string Platform(string json) => "platform=" + Uri.EscapeDataString(json);
        Assert.Equal("image with reference busybox was found but its platform (linux/amd64) does not match the specified platform (windows/amd64)", (await Engine.Api.Get("/images/busybox/json?" + Platform(Windows))).Message);
        Assert.Equal(200, (await Engine.Api.Get("/images/busybox/json?" + Platform(Own))).Code);
        Assert.Equal(200, (await Engine.Api.Get("/v1.48/images/busybox/json?" + Platform(Windows))).Code);
        Assert.Equal("both OS and Architecture must be provided", (await Engine.Api.Get("/images/busybox/json?platform={}")).Message);
        Assert.Equal("multiple platform parameters not supported", (await Engine.Api.Get($"/images/get?names=busybox&{Platform(Own)}&{Platform(Windows)}")).Message);
        Assert.Equal(404, (await Engine.Api.Get("/images/busybox/history?" + Platform(Windows))).Code);
    }

    [Fact]
    public async Task A_star_of_a_reference_stops_at_a_slash()
    {
        foreach (var name in (string[])["utest:tag1", "utest/docker:tag2", "utest:5000/docker:tag3"])
            (await Docker($"tag busybox {name}")).Ok();
        async Task<string> Found(string pattern) => string.Join(' ', (await Docker($"images --filter reference={pattern} --format {{{{.Repository}}}}:{{{{.Tag}}}}")).Lines.Order(StringComparer.Ordinal));
        Assert.Equal("utest/docker:tag2 utest:5000/docker:tag3", await Found("utest*/*"));
        Assert.Equal("utest:tag1", await Found("utest*"));
        Assert.Equal("utest:5000/docker:tag3", await Found("*5000*/*"));
        (await Docker("rmi utest:tag1 utest/docker:tag2 utest:5000/docker:tag3")).Ok();
    }

    [Fact]
    public async Task A_name_that_looks_like_a_digest_is_not_given() =>
        (await Docker("tag busybox sha256:sometag")).Fails(1, "Error response from daemon: refusing to create an ambiguous tag using digest algorithm as name");

    [Fact]
    public async Task A_blank_name_is_none() => (await Docker(["rmi", " "])).Fails(1, "Error response from daemon: image name cannot be blank");

    [Fact]
    public async Task Pruning_leaves_an_image_in_use_its_last_name()
    {
        await Build("used", "FROM busybox\nLABEL a=b");
        foreach (var tag in (string[])["h", "a", "z"])
            (await Docker($"tag used used:{tag}")).Ok();
        (await Docker("rmi used:latest")).Ok();
        (await Docker("create --name one used:h")).Ok();
        var pruned = (await Engine.Api.Post("/images/prune?filters=" + Uri.EscapeDataString("""{"dangling":["false"],"label":["a=b"]}"""))).Json["ImagesDeleted"]!.AsArray();
        Assert.Equal(["used:a", "used:h"], pruned.Select(p => p!["Untagged"]!.GetValue<string>()));
        (await Docker("rm one")).Ok();
        (await Docker("rmi used:z")).Ok();
    }

    [Fact]
    public async Task The_docker_command_adds_its_own_value_to_a_filter_of_pruning()
    {
        (await Docker("image prune -f --filter dangling=maybe --filter label=none")).Prints("Total reclaimed space: 0B\n");
        Assert.Equal("invalid filter 'dangling=[maybe]'", (await Engine.Api.Post("/images/prune?filters=" + Uri.EscapeDataString("""{"dangling":["maybe"]}"""))).Message);
        Assert.Equal("invalid filter 'dangling=[true false]'", (await Engine.Api.Get("/images/json?filters=" + Uri.EscapeDataString("""{"dangling":["true","false"]}"""))).Message);
    }

    [Fact]
    public async Task Containers_are_found_by_what_their_images_were_made_from()
    {
        await Build("first", "FROM busybox\nLABEL match=1");
        await Build("second", "FROM first\nLABEL match=2");
        (await Docker("create --name one first")).Ok();
        (await Docker("create --name two second")).Ok();
        async Task<string> Found(string filters) => string.Join(' ', (await Docker($"ps -a --format {{{{.Names}}}} {filters}")).Lines.Order(StringComparer.Ordinal));
        Assert.Equal("one two", await Found("--filter ancestor=first"));
        Assert.Equal("two", await Found("--filter ancestor=second"));
        Assert.Equal("one two", await Found("--filter ancestor=busybox"));
        Assert.Equal("", await Found("--filter ancestor=nonexistent"));
        await Engine.RemoveContainers();

        // The name goes although another image was made from this one, which keeps it.
        (await Docker("rmi first")).Prints("Untagged: first:latest\n");
        (await Docker("rmi second")).Ok();
    }

    [Fact]
    public async Task What_makes_an_image_is_an_event()
    {
        async Task<string[]> Events(Func<Task> work)
        {
            var since = (await Engine.Shell("date +%s.%N")).Line;
            await work();
            var until = (await Engine.Shell("date +%s.%N")).Line;
            return (await Docker($"events --since {since} --until {until} --filter type=image --format '{{{{.Action}}}} {{{{index .Actor.Attributes \"name\"}}}}'")).Lines;
        }

        static string Shape(string line) => line.Contains("sha256:", StringComparison.Ordinal) ? line.Split(' ')[0] : line;
        (await Docker("create --name one busybox")).Ok();
        Assert.Equal(["create", "tag made:latest"], (await Events(async () => (await Docker("commit one made")).Ok())).Select(Shape));
        Assert.Equal(["create", "create", "tag built:latest"], (await Events(() => Build("built", "FROM busybox\nRUN echo x > /y\nENV A=b"))).Select(Shape));
        Assert.Equal(["tag shipped:latest", "create"], (await Events(async () => (await Engine.Shell($"printf 'FROM busybox\\nENV B=c\\n' > Dockerfile && DOCKER_HOST=unix://{Engine.Socket} {Engine.Command[0]} build -q -t shipped .")).Ok())).Select(Shape));
        Assert.Equal(["tag brought:1", "import"], (await Events(async () => (await Engine.Shell("tar -cf - -T /dev/null | docker import - brought:1")).Ok())).Select(Shape));
        (await Docker("rmi made built shipped brought:1")).Ok();
    }

    [Fact]
    public async Task A_loaded_name_tells_what_it_stood_for()
    {
        await Build("moved", "FROM busybox\nRUN touch /aa");
        (await Engine.Shell("docker save -o moved.tar moved && docker rmi moved && docker tag busybox moved")).Ok();
        var busybox = (await Docker("image inspect -f {{.Id}} busybox")).Line;
        Assert.Contains($"The image moved:latest already exists, renaming the old one with ID {busybox} to empty string", (await Docker("load -i " + Engine.Work + "/moved.tar")).Out, StringComparison.Ordinal);
        (await Docker("rmi moved")).Ok();
    }

    [Fact]
    public async Task An_argument_without_a_value_is_the_Dockerfiles()
    {
        await Build("arguments", "FROM busybox\nARG GIVEN=preset\nARG EMPTY=preset\nRUN echo $GIVEN-$EMPTY > /out", "--build-arg GIVEN --build-arg EMPTY=");
        (await Docker("run --rm arguments cat /out")).Prints("preset-\n");
        (await Docker("rmi arguments")).Ok();
    }

    [Fact]
    public async Task An_empty_command_is_none()
    {
        await Build("bare", "FROM busybox\nENTRYPOINT [\"/bin/true\"]\nCMD []");
        Assert.Equal("null", (await Docker(["image", "inspect", "-f", "{{json .Config.Cmd}}", "bare"])).Line);
        (await Docker("rmi bare")).Ok();
    }

    [Fact]
    public async Task A_Dockerfile_comes_by_standard_input_beside_a_directory()
    {
        (await Engine.Shell($"mkdir -p piped && echo bar > piped/foo && printf 'FROM busybox\\nADD foo /foo\\n' | {Classic} -q -t piped -f - piped 2>/dev/null")).Ok();
        (await Docker("run --rm piped cat /foo")).Prints("bar\n");
        (await Docker("rmi piped")).Ok();
    }

    private async Task Build(string name, string dockerfile, string flags = "")
    {
        var directory = "context-" + name;
        Directory.CreateDirectory(Path.Combine(Engine.Work, directory));
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, directory, "Dockerfile"), dockerfile + "\n");
        (await Engine.Shell($"{Classic} {flags} -t {name} {directory} 2>/dev/null")).Ok();
    }
}
