using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>What the program of a step finds around it, and that each step that may write has its layer.</summary>
public sealed class StepRootTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const string EmptyLayer = "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef";

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Docker("rmi -f step-root");
        (await Engine.Shell($"{RemoteBuilder.Buildx} prune -af")).Ok();
    }

    [Fact]
    public async Task The_files_of_names_are_fixed_and_the_hostname_is_the_images_own()
    {
        await Build(
            """
            FROM busybox
            RUN test ! -e /.dockerenv && test ! -e /etc/mtab && umask 022 && echo named > /etc/hostname
            RUN ! touch /etc/hosts 2> /refused && ! touch /etc/resolv.conf 2>> /refused
            RUN cat /etc/hostname > /found && stat -c %a /etc/hostname >> /found && grep -c buildkitsandbox /etc/hosts >> /found
            CMD cat /found /refused
            """);
        (await Docker("run --rm step-root")).Prints("named\n644\n1\ntouch: /etc/hosts: Read-only file system\ntouch: /etc/resolv.conf: Read-only file system\n");
    }

    [Fact]
    public async Task A_step_that_writes_nothing_has_an_empty_layer()
    {
        await Build(
            """
            FROM busybox
            RUN true
            WORKDIR /tmp
            RUN mkdir /new && rmdir /new
            ENV A=B
            """);
        var layers = (await Docker("inspect -f '{{range .RootFS.Layers}}{{println .}}{{end}}' step-root")).Ok().Lines;
        Assert.Equal(4, layers.Count(l => l.Length > 0));
        Assert.Equal(EmptyLayer, layers[2]);
        (await Engine.Shell("docker save step-root | tar -xO --wildcards 'blobs/*' | grep -ao '\"created_by\":\"[^\"]*\",\"comment\":\"buildkit.dockerfile.v0\",\"empty_layer\":true' | cut -d '\"' -f 4")).Prints("ENV A=B\n");
    }

    private async Task Build(string dockerfile)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Engine.Work, "step-root")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "Dockerfile"), dockerfile);
        (await Engine.Shell($"{RemoteBuilder.Buildx} build -q -t step-root {folder}")).Ok();
    }
}
