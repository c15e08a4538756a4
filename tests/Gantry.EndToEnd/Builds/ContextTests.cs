using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>Where BuildKit's client says that files come from.</summary>
public sealed class ContextTests(EngineFixture fixture) : EngineTests(fixture)
{
    private static readonly string Buildx = Path.Combine(Environment.GetEnvironmentVariable("GANTRY_E2E_CACHE") ?? "/var/tmp/gantry-e2e", "buildx", "docker-buildx");

    [Fact]
    public async Task A_named_context_stands_in_for_from_a_stage_and_an_image()
    {
        await File("named/Dockerfile", "FROM nowhere.example/base AS base\nFROM busybox AS tool\nRUN exit 1\nFROM base\nCOPY --from=extra /kept* /x/\nCOPY --from=tool /from-dir /\nRUN --mount=from=extra,target=/m ls /m > /listed\n");
        await File("extra/kept", "kept\n");
        await File("extra/left", "left\n");
        await File("extra/.dockerignore", "left\n");
        await File("tooldir/from-dir", "tool\n");
        var built = await Engine.Shell($"{Buildx} build --progress plain --build-context extra=extra --build-context tool=tooldir --build-context nowhere.example/base=docker-image://busybox -t named named");
        built.Ok();
        Assert.Contains("[context extra] load from client", built.Err, StringComparison.Ordinal);
        (await Docker("run --rm named cat /x/kept /from-dir /listed")).Prints("kept\ntool\nkept\n");
        var wrong = await Engine.Shell($"{Buildx} build --build-context extra=nothing://x --build-context tool=tooldir --build-context nowhere.example/base=docker-image://busybox named");
        Assert.Equal(1, wrong.Exit);
        (await Docker("rmi -f named")).Ok();
    }

    [Fact]
    public async Task A_stage_does_not_copy_from_itself()
    {
        await File("circle/Dockerfile", "FROM busybox AS me\nCOPY --from=me /etc /x\n");
        Assert.Contains("circular dependency detected on stage: me", (await Engine.Shell($"{Buildx} build circle")).Err, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_and_a_Dockerfile_can_come_from_standard_input()
    {
        await File("piped/Dockerfile", "FROM busybox\nCOPY a sub/b /d/\n");
        await File("piped/a", "a\n");
        await File("piped/sub/b", "b\n");
        (await Engine.Shell($"tar -C piped -c . | {Buildx} build -q -t piped - >/dev/null")).Ok();
        (await Docker("run --rm piped cat /d/a /d/b")).Prints("a\nb\n");
        (await Engine.Shell($"tar -C piped -cz . | {Buildx} build -q -t piped - >/dev/null")).Ok();
        (await Engine.Shell($"printf 'FROM busybox\\nRUN echo alone > /f\\n' | {Buildx} build -q -t piped - >/dev/null")).Ok();
        (await Docker("run --rm piped cat /f")).Prints("alone\n");
        (await Engine.Shell($"printf 'FROM busybox\\nCOPY a /a\\n' | {Buildx} build -q -t piped -f - piped >/dev/null")).Ok();
        (await Docker("run --rm piped cat /a")).Prints("a\n");
        (await Docker("rmi -f piped")).Ok();
    }

    [Fact]
    public async Task Bake_builds_a_target_on_another_ones_result()
    {
        await File("bake/base.Dockerfile", "FROM busybox\nENV MADE=base\nRUN echo base > /base\n");
        await File("bake/app.Dockerfile", "FROM baseimage\nRUN echo $MADE > /app\n");
        await File("bake/docker-bake.hcl", "target \"base\" {\n dockerfile = \"base.Dockerfile\"\n}\ntarget \"app\" {\n dockerfile = \"app.Dockerfile\"\n contexts = { baseimage = \"target:base\" }\n tags = [\"baked\"]\n}\n");
        (await Engine.Shell($"cd bake && {Buildx} bake app")).Ok();
        (await Docker("run --rm baked cat /base /app")).Prints("base\nbase\n");
        (await Docker("rmi -f baked")).Ok();
    }

    [Fact]
    public async Task A_Dockerfile_can_be_described_instead_of_built()
    {
        await File("told/Dockerfile", "# VERSION is what is built\nARG VERSION=1\n# base has it all\nFROM busybox AS base\nARG VERSION\nRUN --mount=type=secret,id=tok,required true\n# app is the app\nFROM base AS app\n");
        (await Engine.Shell($"{Buildx} build --call targets told 2>/dev/null")).Prints("TARGET        DESCRIPTION\nbase          has it all\napp (default) is the app\n");
        var outline = (await Engine.Shell($"{Buildx} build --call outline told 2>/dev/null")).Ok().Out;
        Assert.Contains("VERSION", outline, StringComparison.Ordinal);
        Assert.Contains("tok", outline, StringComparison.Ordinal);
        await File("broken/Dockerfile", "FROM busybox\nRUNN true\n");
        var check = await Engine.Shell($"{Buildx} build --check broken");
        Assert.Equal(1, check.Exit);
        Assert.Contains("unknown instruction: RUNN", check.Out + check.Err, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variables_in_a_here_document_keep_its_quotes()
    {
        await File("here/Dockerfile", "FROM busybox\nARG A=1\nCOPY <<one <<\"two\" /\n\"$A\" '$A' \\n \\$A\none\n\"$A\"\ntwo\n");
        (await Engine.Shell($"{Buildx} build -q -t here here >/dev/null")).Ok();
        (await Docker("run --rm here cat /one /two")).Prints("\"1\" '1' n $A\n\"$A\"\n");
        (await Docker("rmi -f here")).Ok();
    }

    private async Task File(string path, string content)
    {
        var full = Path.Combine(Engine.Work, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        await System.IO.File.WriteAllTextAsync(full, content);
    }
}
