using System.Text;
using System.Text.Json;

using Gantry.Build.Dockerfiles;
using Gantry.Build.Dockerfiles.Checking;
using Gantry.Build.Dockerfiles.Descriptions;

namespace Gantry.Build.Tests.Dockerfiles;

/// <summary>What is expected is what <c>docker buildx build --call=outline</c> and <c>--call=targets</c> print of Docker 28.5.</summary>
public sealed class DescriptionTests
{
    private const string Text = """
        # version is the version
        ARG version=1.${patch:-0}
        ARG unused=a
        # patch is after the point
        ARG patch

        # base comes first
        FROM scratch AS base
        # who is greeted
        ARG who=world
        RUN --mount=type=secret,id=token,required --mount=type=ssh a
        FROM --platform=$BUILDPLATFORM scratch AS tools
        ARG TOOL="x y"
        RUN --mount=type=secret,target=/run/key,required=true --mount=type=ssh,id=other,required b

        # app is the program,
        # in two lines
        FROM base AS app
        ARG version GREETING="hello $who"
        ARG full="${version}-${GREETING}" \
            more
        COPY --from=tools /x /x
        RUN --mount=from=tools,target=/t --mount=type=secret,id=token c
        FROM app
        ARG last

        """;

    private static Outline Read(string? target) => new OutlineReader(Dockerfile.Parse(Text), Text, new CheckContext
    {
        BuildArguments = new Dictionary<string, string> { ["more"] = "given" },
        PlatformArguments = new Dictionary<string, string> { ["BUILDPLATFORM"] = "linux/amd64" },
    }).Read(target);

    [Fact]
    public void A_target_tells_what_it_takes_with_all_it_needs()
    {
        Assert.Equal(
            """
            TARGET:      app
            DESCRIPTION: is the program,

            BUILD ARG   VALUE             DESCRIPTION
            version     1.0               is the version
            who         world             is greeted
            TOOL        x y               
            GREETING    hello world       
            full        1.0-hello world   
            more        given             

            SECRET   REQUIRED
            key      true
            token    

            SSH       REQUIRED
            default   
            other     true


            """,
            Read("app").ToText());
        Assert.Equal(["version", "who", "TOOL", "GREETING", "full", "more", "last"], Read(null).Args!.Select(a => a.Name));
        Assert.Equal(["who"], Read("base").Args!.Select(a => a.Name));
        Assert.Throws<DockerfileException>(() => Read("nothing"));
    }

    [Fact]
    public void An_outline_is_written_as_BuildKit_writes_it()
    {
        using var json = JsonDocument.Parse(Read("app").ToJson());
        var root = json.RootElement;
        Assert.Equal(["name", "description", "args", "secrets", "ssh", "sources"], root.EnumerateObject().Select(p => p.Name));
        Assert.Equal("""{"name":"more","value":"given","location":{"ranges":[{"start":{"line":20},"end":{"line":20}},{"start":{"line":21},"end":{"line":21}}]}}""", Compact(root.GetProperty("args")[5]));
        Assert.Equal("""{"name":"key","required":true,"location":{"ranges":[{"start":{"line":14},"end":{"line":14}}]}}""", Compact(root.GetProperty("secrets")[0]));
        Assert.Equal("""{"name":"token","location":{"ranges":[{"start":{"line":23},"end":{"line":23}}]}}""", Compact(root.GetProperty("secrets")[1]));
        Assert.Equal(Text, Encoding.UTF8.GetString(root.GetProperty("sources")[0].GetBytesFromBase64()));
    }

    [Fact]
    public void Targets_are_listed()
    {
        var targets = TargetList.Of(Dockerfile.Parse(Text), Text);
        Assert.Equal("TARGET    DESCRIPTION\nbase      comes first\ntools     \napp       is the program,\n(default) \n", targets.ToText());
        using var json = JsonDocument.Parse(targets.ToJson());
        Assert.Equal("""{"name":"tools","base":"scratch","platform":"$BUILDPLATFORM","location":{"ranges":[{"start":{"line":12},"end":{"line":12}}]}}""", Compact(json.RootElement.GetProperty("targets")[1]));
        Assert.Equal("""{"default":true,"base":"app","location":{"ranges":[{"start":{"line":24},"end":{"line":24}}]}}""", Compact(json.RootElement.GetProperty("targets")[3]));
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);

    [Fact]
    public void What_can_be_asked_is_listed()
    {
        Assert.Equal(
            """
            NAME                 VERSION DESCRIPTION
            outline              1.0.0   List all parameters current build target supports
            targets              1.0.0   List all targets current build supports
            subrequests.describe 1.0.0   List available subrequest types

            """.ReplaceLineEndings("\n"),
            RequestList.ToText());
        using var list = JsonDocument.Parse(RequestList.ToJson());
        Assert.Equal(["frontend.outline", "frontend.targets", "frontend.subrequests.describe"], list.RootElement.EnumerateArray().Select(r => r.GetProperty("name").GetString()!));
    }
}
