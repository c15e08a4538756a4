using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Compose;

/// <summary>Projects and images of projects in a registry that wants a password, and projects in git repositories.</summary>
public sealed class PublishTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const string Text = """
        name: shop
        services:
          web:
            image: localhost:5000/shop/web:1
            build: {context: ., dockerfile_inline: "FROM busybox\nRUN touch /made\n", tags: ["localhost:5000/shop/web:2"]}
            command: sleep 3600
            stop_grace_period: 0s
            env_file:
              - e.env
            extends:
              file: base.yaml
              service: base

        """;

    private static readonly string Ours = $"{EngineBinary.Client} compose --progress plain";

    private static readonly string Theirs = $"__TEST__INSECURE__REGISTRY__=1 {ComposeClients.Theirs} --progress plain";

    [Fact]
    public async Task What_one_publishes_the_other_brings_up()
    {
        await using var registry = await RegistryServer.Start(Engine, isLocked: true);
        await Project("shop", Text);
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, "shop", "e.env"), "FLAVOUR=sweet\n");
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, "shop", "base.yaml"), "services: {base: {labels: {grown: here}}}\n");
        var refused = await Shell("shop", $"{Ours} build --quiet && {Ours} push -q");
        Assert.Equal(1, refused.Exit);
        Assert.Contains("no basic auth credentials", refused.Err, StringComparison.Ordinal);
        (await Shell("shop", "docker login -u me -p pw localhost:5000 2>&1")).Ok();
        (await Shell("shop", $"{Ours} push -q")).Ok();
        (await Shell("shop", $"{Ours} publish --with-env -y --resolve-image-digests localhost:5000/shop/files:ours")).Ok();
        (await Shell("shop", $"{Theirs} publish --with-env -y --resolve-image-digests localhost:5000/shop/files:theirs")).Ok();
        // Apart from the time in it, one manifest is the other.
        const string fetch = "curl -s -u me:pw -H 'Accept: application/vnd.oci.image.manifest.v1+json' http://localhost:5000/v2/shop/files/manifests/";
        const string timeless = " | sed 's/\"org.opencontainers.image.created\":\"[^\"]*\"//'";
        var manifest = (await Shell("shop", $"{fetch}theirs{timeless}")).Ok().Out;
        Assert.Contains("application/vnd.docker.compose.project", manifest, StringComparison.Ordinal);
        (await Shell("shop", $"{fetch}ours{timeless}")).Prints(manifest);
        (await Docker("rmi localhost:5000/shop/web:1 localhost:5000/shop/web:2")).Ok();
        foreach (var (program, other) in new[] { (Ours, "theirs"), (Theirs, "ours") })
        {
            var up = await Shell(".", $"{program} -f oci://localhost:5000/shop/files:{other} up -d");
            Assert.Contains($"Your compose stack \"oci://localhost:5000/shop/files:{other}\" is stored in \"", up.Ok().Out, StringComparison.Ordinal);
            (await Docker("exec shop-web-1 sh -c 'ls /made; echo $FLAVOUR'")).Prints("/made\nsweet\n");
            (await Docker("inspect -f '{{.Config.Labels.grown}}' shop-web-1")).Prints("here\n");
            (await Shell(".", $"{program} -f oci://localhost:5000/shop/files:{other} down --rmi all")).Ok();
        }

        (await Shell(".", $"{Ours} -f oci://localhost:5000/shop/none config")).Fails(1, "failed to pull OCI resource \"localhost:5000/shop/none:latest\": localhost:5000/shop/none:latest: not found");
    }

    [Fact]
    public async Task A_project_in_a_repository_is_brought_up()
    {
        await Project("repository", "services: {g: {image: busybox, command: sleep 3600, stop_grace_period: 0s}}\n");
        (await Shell("repository", "ln -s /etc way && ln -s way/../way farther && git init -q -b main . && git add -A && git -c user.name=x -c user.email=x@x commit -qm x")).Ok();
        await using var server = Running.Start(
            "nsenter", [$"--net={Engine.Host.Path}", "git", "daemon", "--listen=127.0.0.1", "--port=9418", $"--base-path={Engine.Work}", "--export-all", Engine.Work], Engine.ClientEnvironment);
        await Deadline.Until(async () => (await Shell(".", "git ls-remote git://127.0.0.1/repository/.git")).Exit == 0 ? null : "git does not answer");
        foreach (var program in new[] { Ours, Theirs })
        {
            (await Shell(".", $"{program} -p far -f git://127.0.0.1/repository/.git#main up -d")).Ok();
            (await Docker("ps --format '{{.Names}}'")).Prints("far-g-1\n");
            (await Shell(".", $"{program} -p far -f git://127.0.0.1/repository/.git#main down")).Ok();
        }

        (await Shell(".", $"{Ours} -f git://127.0.0.1/repository/.git#nope config 2>&1")).Is(1, "repository does not contain ref git://127.0.0.1/repository/.git#nope, output: \"\": exit status 2\n", "");
        foreach (var way in new[] { "way", "farther", "../way" })
            (await Shell(".", $"{Ours} -f git://127.0.0.1/repository/.git#main:{way} config 2>&1")).Is(1, $"git subdirectory path traversal detected: {way}\n", "");
        server.Signal(Native.SIGTERM);
        await server.Ended();
    }

    private Task<Outcome> Shell(string folder, string command) => Engine.Shell($"export DOCKER_CONFIG={Engine.Work}/own HOME={Engine.Work}; cd {Engine.Work}/{folder}; {command}");

    private async Task Project(string name, string text)
    {
        Directory.CreateDirectory(Path.Combine(Engine.Work, name));
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, name, "compose.yaml"), text);
    }
}
