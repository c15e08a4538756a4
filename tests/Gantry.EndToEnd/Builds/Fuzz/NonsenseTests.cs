using System.Text;

using Gantry.EndToEnd.Harness;

using Xunit.Abstractions;

namespace Gantry.EndToEnd.Builds.Fuzz;

/// <summary>Whatever is sent to the builder, the answer is a result or a sentence, and the daemon lives on. <c>GANTRY_E2E_OPERATIONS</c> tells how many requests,
/// <c>GANTRY_E2E_SEED</c> repeats them.</summary>
public sealed class NonsenseTests(EngineFixture fixture, ITestOutputHelper output) : EngineTests(fixture)
{
    /// <summary>Texts that say something about this program and nothing about the request.</summary>
    private static readonly string[] Inner =
    [
        "Object reference", "Index was out", "Index was outside", "Sequence contains", "Specified argument", "Value cannot be null", "The given key", "Input string", "Exception of type", "Non-negative number", "Arithmetic operation",
        "out of range. (Parameter", "was not in a correct format", "Parameter '", "Collection was modified", "must be non-negative", "Unable to cast", "invalid start of", "BytePosition",
    ];

    private static readonly string[] Pieces =
    [
        "FROM busybox\n", "FROM scratch\n", "FROM busybox AS a\n", "FROM a AS b\n", "FROM --platform=$X busybox\n", "ARG x=${y:-1}\n", "RUN true\n", "RUN [\"true\"]\n", "COPY /Dockerfile /x\n", "COPY --from=a / /a\n", "COPY --from=0 . .\n",
        "COPY --link Dockerfile /l/\n", "COPY --chmod=u+s --chown=1:2 D* /\n", "ADD --checksum=sha256:00 Dockerfile /\n", "WORKDIR ../../..\n", "WORKDIR /x\n", "ENV a=b c=$a\n", "USER nobody\n", "SHELL [\"sh\"]\n", "ONBUILD RUN true\n",
        "HEALTHCHECK --interval=1s CMD true\n", "EXPOSE 1-3/udp\n", "EXPOSE ${x}\n", "VOLUME [\"/v\"]\n", "STOPSIGNAL 99\n", "LABEL a=b\n", "CMD x\n", "ENTRYPOINT [\"x\"]\n", "RUN <<EOF\ntrue\nEOF\n", "COPY <<a <<b /h/\n1\na\n2\nb\n",
        "RUN --mount=type=bind,from=a,target=/m true\n", "RUN --mount=type=cache,target=../c,id=../../x,mode=7777 true\n", "RUN --mount=type=tmpfs,target=/,size=1 true\n", "RUN --mount=type=secret,id=s,required true\n", "RUN --mount=type=ssh true\n",
        "RUN --network=host true\n", "RUN --security=insecure true\n", "COPY --parents a/./b /\n", "COPY --exclude=* Dockerfile /\n", "\\\n", "\"", "$", "{", "<<", "--", "=", ",", "\0", "\u00E9", "/../", "#", "# syntax=x\n", "# escape=`\n",
    ];

    private readonly int _count = int.TryParse(Environment.GetEnvironmentVariable("GANTRY_E2E_OPERATIONS"), out var asked) ? asked : 150;
    private readonly int _seed = int.TryParse(Environment.GetEnvironmentVariable("GANTRY_E2E_SEED"), out var asked) ? asked : Random.Shared.Next(1_000_000);

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        (await Engine.Shell($"{RemoteBuilder.Buildx} prune -af")).Ok();
    }

    [Fact]
    public async Task Graphs_are_solved_or_refused()
    {
        using var calls = new BuilderCalls(Engine);
        var random = new RandomDefinition(new Random(_seed));
        await Survives(_ => calls.Solve(random.Next()));
    }

    [Fact]
    public async Task Dockerfiles_are_built_or_refused()
    {
        using var calls = new BuilderCalls(Engine);
        var random = new Random(_seed);
        await Survives(_ =>
        {
            var text = new StringBuilder(random.Next(4) == 0 ? "" : "FROM busybox AS a\n");
            for (var count = random.Next(1, 8); count > 0; count--) text.Append(Pieces[random.Next(Pieces.Length)]);
            for (var changes = Math.Max(0, random.Next(6) - 3); changes > 0; changes--) text[random.Next(text.Length)] = Pieces[random.Next(Pieces.Length)][0];
            string[] requests = ["", "", "", "frontend.lint", "frontend.outline", "frontend.targets", "nonsense"];
            return calls.Build(text.ToString(), new Dictionary<string, string> { ["requestid"] = requests[random.Next(requests.Length)], ["build-arg:x"] = "*", ["add-hosts"] = random.Next(9) == 0 ? "a=b=c" : "", ["target"] = random.Next(9) == 0 ? "9" : "" });
        });
    }

    [Fact]
    public async Task Graphs_inside_each_other_are_refused_where_there_are_too_many()
    {
        using var calls = new BuilderCalls(Engine);
        var (status, message) = await calls.Solve(RandomDefinition.Nested(1_000));
        Assert.NotEqual(0, status);
        Assert.Contains("definitions inside each other", message, StringComparison.Ordinal);
        (await Docker("version")).Ok();
    }

    [Fact]
    public async Task A_long_chain_of_steps_is_solved()
    {
        using var calls = new BuilderCalls(Engine);
        // Longer than any stack of the host's overlay layers is deep: it ends with a sentence, not with the daemon.
        var (status, message) = await calls.Solve(RandomDefinition.Chain(300));
        Assert.True(status == 0 || message.Length > 0);
        (await Docker("run --rm busybox true")).Ok();
    }

    private async Task Survives(Func<int, Task<(int Status, string Message)>> call)
    {
        output.WriteLine($"GANTRY_E2E_SEED={_seed}");
        var (daemon, solved) = (Engine.ProcessId, 0);
        var log = Engine.LogText.Length;
        for (var number = 0; number < _count; number++)
        {
            var (status, message) = await call(number);
            if (status == 0) solved++;
            if (status == 0) continue;
            Assert.False(string.IsNullOrWhiteSpace(message), $"request {number} of GANTRY_E2E_SEED={_seed} failed without a word");
            Assert.True(!Inner.Any(i => message.Contains(i, StringComparison.Ordinal)), $"request {number} of GANTRY_E2E_SEED={_seed}: {message}\n{Engine.LogText[log..]}");
        }

        Assert.True(solved > _count / 50, $"only {solved} of {_count} requests came to something");
        Assert.Equal(daemon, Engine.ProcessId);
        (await Docker("run --rm busybox true")).Ok();
        Assert.DoesNotContain("   at Gantry.", Engine.LogText[log..], StringComparison.Ordinal);
    }
}
