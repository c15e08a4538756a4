using System.Text.Json;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>Copies that do not depend on what is below them (<c>COPY --link</c>).</summary>
public sealed class LinkTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const string Dockerfile =
        """
        ARG BASE=busybox
        FROM $BASE
        RUN true
        COPY --link file /a/b/file
        COPY --link --chown=1:2 --chmod=u=rwX,go= directory /directory/
        COPY --link --chown=alice:alice file /named
        RUN find /a /directory -exec stat -c '%n %a %u:%g' {} + | sort > /list && stat -c %U /named >> /list
        CMD ["cat", "/list"]
        """;

    public override async Task InitializeAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Engine.Work, "linked")).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "directory"));
        await File.WriteAllTextAsync(Path.Combine(folder, "Dockerfile"), Dockerfile);
        await File.WriteAllTextAsync(Path.Combine(folder, "file"), "file\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "directory", "x"), "x\n");
        (await Engine.Shell($"printf 'FROM busybox\\nRUN echo other > /other\\n' | {RemoteBuilder.Buildx} build -q -t other -")).Ok();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Docker("rmi -f other on-busybox on-other");
        (await Engine.Shell($"{RemoteBuilder.Buildx} prune -af")).Ok();
    }

    [Fact]
    public async Task A_layer_stays_the_same_on_another_base()
    {
        var first = await Build("busybox");
        var second = await Build("other");
        Assert.Equal(first.Layers[0], second.Layers[0]);
        // One layer more below; what was linked is the same.
        Assert.Equal(first.Layers[1..3], second.Layers[2..4]);
        const string list = "/a 755 0:0\n/a/b 755 0:0\n/a/b/file 644 0:0\n/directory 755 1:2\n/directory/x 600 1:2\nalice\n";
        (await Docker("run --rm on-busybox")).Prints(list);
        (await Docker("run --rm on-other")).Prints(list);
    }

    [Fact]
    public async Task The_history_tells_each_step_once()
    {
        await Build("busybox");
        var history = (await Docker("history --format '{{.Size}} {{.CreatedBy}}' --no-trunc on-busybox")).Ok().Lines;
        Assert.Equal("5B COPY file /a/b/file # buildkit", history[4]);
        Assert.Equal("0B RUN /bin/sh -c true # buildkit", history[5]);
        Assert.Equal("2B COPY --chown=1:2 --chmod=u=rwX,go= directory /directory/ # buildkit", history[3]);
    }

    [Fact]
    public async Task What_is_there_keeps_its_owner_and_links_are_followed()
    {
        await File.WriteAllTextAsync(
            Path.Combine(Engine.Work, "linked", "Dockerfile.there"),
            """
            FROM busybox
            RUN mkdir -m 700 /there && chown 5:6 /there && mkdir /real && ln -s /real /link
            COPY --link --chown=1:2 file /there/file
            COPY --link --chown=1:2 --chmod=700 file /there/new/file
            COPY --link file /link/file
            RUN find /there /link /real -exec stat -c '%n %F %a %u:%g' {} + | sort > /list
            CMD ["cat", "/list"]
            """);
        (await Engine.Shell($"{RemoteBuilder.Buildx} build -q -t on-busybox -f linked/Dockerfile.there linked")).Ok();
        (await Docker("run --rm on-busybox")).Prints(
            """
            /link symbolic link 777 0:0
            /real directory 755 0:0
            /real/file regular file 644 0:0
            /there directory 700 5:6
            /there/file regular file 644 1:2
            /there/new directory 700 1:2
            /there/new/file regular file 700 1:2

            """);
    }

    private async Task<(string Out, string[] Layers)> Build(string @base)
    {
        var built = (await Engine.Shell($"{RemoteBuilder.Buildx} build --progress plain --build-arg BASE={@base} -t on-{@base} linked 2>&1")).Ok().Out;
        return (built, JsonSerializer.Deserialize<string[]>((await Docker(["inspect", "-f", "{{json .RootFS.Layers}}", $"on-{@base}"])).Ok().Out)!);
    }
}
