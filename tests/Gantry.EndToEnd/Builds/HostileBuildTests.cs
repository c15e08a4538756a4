using System.Formats.Tar;

using Gantry.EndToEnd.Builds.Fuzz;
using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>Dockerfiles, contexts and images that want to read or change the host, in the ways that once led out of other builders.</summary>
public sealed class HostileBuildTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const string Marker = "this is the host's own";
    private string _host = "";

    private string Secret => Path.Combine(_host, "marker");

    public override async Task InitializeAsync()
    {
        _host = Directory.CreateDirectory(Path.Combine(Engine.Work, "of-the-host", "drop")).Parent!.FullName;
        await File.WriteAllTextAsync(Secret, Marker);
        await File.WriteAllTextAsync(Path.Combine(_host, "victim"), "");
        await File.WriteAllTextAsync(Path.Combine(_host, "passwd"), "intruder:x:4242:4242::/:/bin/sh\n");
        await File.WriteAllTextAsync(Path.Combine(_host, "Dockerfile"), $"FROM busybox\nRUN echo {Marker}\n");
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Assert.Equal(Marker, await File.ReadAllTextAsync(Secret));
        Assert.True(File.Exists(Path.Combine(_host, "victim")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_host, "drop")));
        Assert.Equal(5, Directory.EnumerateFileSystemEntries(_host).Count());
    }

    /// <summary>A part of a cache mount that is exchanged for a link while another step mounts it.</summary>
    [Fact]
    public async Task CVE_2024_23651_a_cache_that_changes_while_it_is_mounted()
    {
        var seed =
            $"""
            FROM busybox AS seed
            RUN mkdir -p /s/d && echo in > /s/d/marker && ln -s {_host} /s/out

            """;
        Assert.Equal(0, (await Build(
            $"""
            {seed}
            FROM busybox AS swap
            RUN --mount=type=cache,id=race,target=/c,from=seed,source=/s for i in $(seq 300); do rm -rf /c/d; ln -s {_host} /c/d; rm /c/d; mkdir /c/d; done
            FROM busybox AS look
            RUN --mount=type=cache,id=race,target=/c,from=seed,source=/s for i in $(seq 300); do cat /c/d/marker /c/out/marker 2>/dev/null; done; true
            FROM busybox
            COPY --from=swap /etc/group /a
            COPY --from=look /etc/group /b
            """)).Exit);
        // A cache that would begin as what a link leads to begins as nothing of the host's.
        await Build(
            $"""
            {seed}
            FROM busybox
            RUN --mount=type=cache,id=race,target=/c,from=seed,source=/s/out cat /c/marker || true
            """);
    }

    /// <summary>The empty place of a mount, whose parent the step exchanged for a link, is removed after it.</summary>
    [Fact]
    public async Task CVE_2024_23652_the_place_of_a_mount_that_is_cleaned_up_elsewhere() => await Build(
        $"""
        FROM busybox
        RUN --mount=type=tmpfs,target=/stub/victim mv /stub /old && ln -s {_host} /stub
        RUN --mount=type=tmpfs,target=/stub/drop/deep true
        """);

    /// <summary>A program without confinement that a frontend's container or a graph asks for.</summary>
    [Fact]
    public async Task CVE_2024_23653_a_graph_that_asks_for_privileges_nobody_granted()
    {
        using var calls = new BuilderCalls(Engine);
        var program = new WireMessage().Message(1, new WireMessage().Text(1, "true").Text(3, "/")).Message(2, new WireMessage().Number(1, -1).Text(3, "/").Number(4, 0)).Number(4, 1);
        var (status, message) = await calls.Solve(RandomDefinition.Of(new WireMessage().Message(2, program)));
        Assert.NotEqual(0, status);
        Assert.Contains("security.insecure is not allowed", message, StringComparison.Ordinal);
        (status, _) = await calls.Call("/moby.buildkit.v1.frontend.LLBBridge/NewContainer", new WireMessage());
        Assert.NotEqual(0, status);
    }

    /// <summary>A working directory that is an open directory of whoever starts the program.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    public async Task CVE_2024_21626_a_working_directory_that_is_a_descriptor(int descriptor) => await Build(
        $"""
        FROM busybox
        RUN mkdir -p /x && ln -s /proc/self/fd/{descriptor}/ /x/link
        WORKDIR /proc/self/fd/{descriptor}
        RUN for up in . .. ../.. ../../.. ../../../..; do cat $up/{Secret} $up/../../../../{Secret}; done; true
        """);

    /// <summary>Options of git's in the address of a context.</summary>
    [Theory]
    [InlineData("https://127.0.0.1:1/r.git#--upload-pack=touch {0}/drop/x;")]
    [InlineData("git@--upload-pack=x:r.git")]
    [InlineData("ssh://-oProxyCommand=touch%20{0}/drop/x/r.git")]
    [InlineData("git://127.0.0.1:1/--exec=touch.git#-x:-y")]
    public async Task CVE_2019_13139_options_in_the_address_of_a_repository(string address)
    {
        address = string.Format(System.Globalization.CultureInfo.InvariantCulture, address, _host);
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, "Dockerfile.git"), $"FROM busybox\nADD {address.Replace(' ', '+')} /r/\n");
        foreach (var build in new[] { $"{RemoteBuilder.Buildx} build '{address}'", $"{RemoteBuilder.Buildx} build - < Dockerfile.git" }) Assert.NotEqual(0, (await Engine.Shell(build)).Exit);
        Assert.NotEqual(200, (await Engine.Api.Post($"/build?remote={Uri.EscapeDataString(address)}")).Code);
    }

    /// <summary>A repository whose link is the part of it that is built.</summary>
    [Fact]
    public async Task A_link_in_a_repository_is_no_way_to_the_host()
    {
        var built = await Engine.Shell(
            $"""
            mkdir -p served made && cd made && git init -q -b main . && ln -s {_host} out && mkdir in && ln -s ../../../../../..{Secret} in/leak && printf 'FROM busybox\nCOPY . /c\nRUN cat /c/* || true\n' > in/Dockerfile
            git add . && git -c user.name=n -c user.email=n@localhost commit -qm made && git clone -q --bare . ../served/r.git && git -C ../served/r.git update-server-info
            cd .. && python3 -m http.server -b 127.0.0.1 -d served 8099 >/dev/null 2>&1 & server=$!
            curl -sf --retry 50 --retry-delay 0 --retry-all-errors http://127.0.0.1:8099/ >/dev/null
            for part in out in ../of-the-host in/../../of-the-host; do {RemoteBuilder.Buildx} build --no-cache --progress plain "http://127.0.0.1:8099/r.git#main:$part" 2>&1; echo "$part $?"; done
            kill $server
            """);
        Assert.Contains("in 0\n", built.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("out 0\n", built.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("-host 0\n", built.Out, StringComparison.Ordinal);
        Shows(built);
    }

    /// <summary>Sources and destinations of copies that are links to the host.</summary>
    [Fact]
    public async Task CVE_2018_15664_links_at_both_ends_of_a_copy()
    {
        var stages = $"FROM busybox AS a\nRUN ln -s {_host} /out && ln -s ../../../../../../../..{_host} /up && ln -s {Secret} /file && ln -s {_host}/drop /drop && echo x > /x\n";
        foreach (var source in new[] { "/out/marker", "/up/marker", "/file", "/out/../../../.." + Secret })
            await Build($"{stages}FROM busybox\nCOPY --from=a {source} /got\nRUN cat /got\n");
        Assert.Equal(0, (await Build($"{stages}FROM a\nCOPY --from=a /x /drop/x\nCOPY --link --from=a /x /drop/y\nADD Dockerfile /up/drop/z\nWORKDIR /drop/w\nRUN cat {_host}/drop/x {_host}/drop/z\n")).Exit);
        await Build($"{stages}FROM busybox\nRUN --mount=type=bind,from=a,source=/out,target=/m cat /m/marker\n");
        await Build($"{stages}FROM busybox\nRUN --mount=type=bind,from=a,source=/up/../..{_host},target=/m cat /m/marker\n");
        await Build($"{stages}FROM a\nRUN --mount=type=bind,from=a,source=/x,target=/drop/mounted,rw echo changed > /drop/mounted\n");
    }

    /// <summary>The user database of an image that is the host's.</summary>
    [Fact]
    public async Task CVE_2019_14271_names_that_are_looked_up_outside_the_image()
    {
        var image = $"FROM busybox\nRUN ln -sf {_host}/passwd /etc/passwd\n";
        foreach (var step in new[] { "USER intruder\nRUN id", "COPY --chown=intruder Dockerfile /x\nRUN test $(stat -c %u /x) != 0", "USER intruder\nWORKDIR /w\nUSER 0\nRUN test $(stat -c %u /w) != 0" })
            Assert.NotEqual(0, (await Build($"{image}{step}\n")).Exit);
    }

    /// <summary>Archives with paths and links that lead out, unpacked by ADD, taken as a context, and loaded as one.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    [InlineData("xz")]
    public async Task CVE_2014_6407_CVE_2014_9357_archives_that_leave_their_directory(string compression)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Engine.Work, "archive" + compression)).FullName;
        await WriteHostileArchive(Path.Combine(folder, "evil.tar"));
        await File.WriteAllTextAsync(Path.Combine(folder, "Dockerfile"), "FROM busybox\nADD evil.tar /unpacked/\nRUN cat /unpacked/* || true\n");
        if (compression.Length > 0) (await Engine.Shell($"cd {folder} && {compression} evil.tar && mv evil.tar.* evil.tar")).Ok();
        Shows(await Engine.Shell($"{RemoteBuilder.Buildx} build --no-cache --progress plain {folder}"));
        Shows(await Engine.Shell($"DOCKER_BUILDKIT=0 docker build --no-cache {folder}"));
        Shows(await Engine.Shell($"DOCKER_BUILDKIT=0 docker build --no-cache - < {folder}/evil.tar"));
        Shows(await Engine.Shell($"{RemoteBuilder.Buildx} build --no-cache --progress plain - < {folder}/evil.tar"));
    }

    /// <summary>A Dockerfile and an ignore file that are links, in a context that comes as an archive.</summary>
    [Theory]
    [InlineData("Dockerfile", "Dockerfile")]
    [InlineData(".dockerignore", "marker")]
    public async Task A_context_whose_own_files_are_links_to_the_host(string name, string target)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Engine.Work, "links" + name)).FullName;
        if (name != "Dockerfile") await File.WriteAllTextAsync(Path.Combine(folder, "Dockerfile"), "FROM busybox\nCOPY . /c\nRUN cat /c/.dockerignore /c/leak || true\n");
        File.CreateSymbolicLink(Path.Combine(folder, name), Path.Combine(_host, target));
        File.CreateSymbolicLink(Path.Combine(folder, "leak"), Secret);
        foreach (var build in new[] { $"{RemoteBuilder.Buildx} build --no-cache --progress plain", "DOCKER_BUILDKIT=0 docker build --no-cache" })
            Shows(await Engine.Shell($"tar -C {folder} -c . | {build} -"));
    }

    /// <summary>Secrets, agents and caches whose place in the image is a link to the host.</summary>
    [Fact]
    public async Task A_mount_whose_place_is_a_link_to_the_host()
    {
        var image = $"FROM busybox\nRUN mkdir -p /run && ln -s {_host}/drop /run/secrets && ln -s {_host}/marker /file && ln -s {_host} /d\n";
        foreach (var mount in new[] { "type=secret,id=s", "type=secret,id=s,target=/d/drop/s", "type=secret,id=s,target=/file", "type=cache,target=/d/drop/c", "type=tmpfs,target=/d/drop/t", "type=bind,source=Dockerfile,target=/d/drop/b" })
            await Build($"{image}RUN --mount={mount} cat /file /d/marker; true\n", "--secret id=s,env=HOME");
    }

    /// <summary>Names of caches that are paths.</summary>
    [Theory]
    [InlineData("type=cache,id=../../../../..{0},target=/c")]
    [InlineData("type=cache,id={0},target=/c")]
    [InlineData("type=cache,target=/c,from=a,source=../../../../../..{0}")]
    [InlineData("type=cache,target=../../../..{0}")]
    [InlineData("type=bind,source=../../../../../..{0},target=/c")]
    public async Task CVE_2024_9675_CVE_2024_9341_a_cache_by_the_name_of_a_directory_of_the_host(string mount)
    {
        mount = string.Format(System.Globalization.CultureInfo.InvariantCulture, mount, _host);
        await Build($"FROM busybox AS a\nRUN true\nFROM busybox\nRUN --mount={mount} ls -l /c {_host}; cat /c/marker {Secret}; touch /c/drop/x {_host}/drop/y; true\n");
    }

    /// <summary>What an ignore file cannot do: patterns that leave the context take nothing in and leave nothing out.</summary>
    [Fact]
    public async Task An_ignore_file_does_not_reach_outside_the_context()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Engine.Work, "ignoring")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, ".dockerignore"), "*\n!../of-the-host/marker\n!out/marker\n!/../../**/marker\n!Dockerfile\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "Dockerfile"), "FROM busybox\nCOPY . /c\nCOPY out* ../of-the-host* /c/\nRUN find /c -type f | sort && cat /c/marker /c/out/marker || true\n");
        File.CreateSymbolicLink(Path.Combine(folder, "out"), _host);
        Shows(await Engine.Shell($"{RemoteBuilder.Buildx} build --no-cache --progress plain {folder}"));
        Shows(await Engine.Shell($"DOCKER_BUILDKIT=0 docker build --no-cache {folder}"));
    }

    private static async Task WriteHostileArchiveEntry(TarWriter archive, string name, string link, TarEntryType type) => await archive.WriteEntryAsync(new PaxTarEntry(type, name) { LinkName = link });

    private async Task WriteHostileArchive(string path)
    {
        await using var archive = new TarWriter(File.Create(path), TarEntryFormat.Pax);
        await Text("Dockerfile", "FROM busybox\nCOPY . /c\nRUN cat /c/* || true\n");
        await Text($"../../../../../../../..{_host}/drop/up", "up");
        await Text($"{_host}/drop/absolute", "absolute");
        await WriteHostileArchiveEntry(archive, "way", $"{_host}/drop", TarEntryType.SymbolicLink);
        await Text("way/through", "through");
        await WriteHostileArchiveEntry(archive, "up", $"../../../../../../../..{_host}", TarEntryType.SymbolicLink);
        await Text("up/drop/through", "through");
        await WriteHostileArchiveEntry(archive, "secret", Secret, TarEntryType.SymbolicLink);
        await Text("after", "after");

        async Task Text(string name, string content) => await archive.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)) });
    }

    private async Task<Outcome> Build(string dockerfile, string flags = "")
    {
        var folder = Directory.CreateDirectory(Path.Combine(Engine.Work, "hostile")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "Dockerfile"), dockerfile);
        var built = await Engine.Shell($"{RemoteBuilder.Buildx} build --no-cache --progress plain {flags} hostile");
        Shows(built);
        return built;
    }

    /// <summary>Whatever came of the build, it has told nothing of the host.</summary>
    private static void Shows(Outcome built) => Assert.True(!(built.Out + built.Err).Contains(Marker, StringComparison.Ordinal), built.ToString());
}
