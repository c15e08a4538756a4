using Gantry.Cli.Compose.Builds;
using Gantry.Compose.Model;

using ProjectBuild = Gantry.Compose.Model.Build;

namespace Gantry.Cli.Tests.Compose;

/// <summary>Compared with what <c>docker compose build --print</c> of version 2.40.3 writes of the same project.</summary>
public sealed class BakeFileTests
{
    private static readonly Project Shop = new()
    {
        Name = "t",
        Secrets = new Dictionary<string, FileObject> { ["s"] = new() { Name = "t_s", File = "/t/f" }, ["e"] = new() { Name = "t_e", Environment = "EV" } },
        Services = new Dictionary<string, Service>
        {
            ["a.b"] = new() { Name = "a.b", Build = new ProjectBuild { Context = "https://github.com/x/y.git#main", Dockerfile = "Z", Privileged = true, Platforms = ["linux/amd64", "linux/arm64"] } },
            ["n"] = new() { Name = "n", Image = "busybox" },
            ["p"] = new()
            {
                Name = "p",
                Image = "me/p",
                Build = new ProjectBuild
                {
                    Context = "/t/sub",
                    Dockerfile = "../O",
                    AdditionalContexts = new Dictionary<string, string> { ["w"] = "service:a.b" },
                    Args = new Dictionary<string, string?> { ["Z"] = "1", ["UNSET"] = null },
                    Labels = new Dictionary<string, string> { ["l"] = "<v>" },
                    Secrets = [new FileReference { Source = "s", Target = "tt" }, new FileReference { Source = "e" }],
                    Ssh = [new SshKey { Id = "default" }],
                    Ulimits = new Dictionary<string, Ulimit> { ["nofile"] = new() { Soft = 1, Hard = 2 }, ["core"] = new() { Single = 3 } },
                    ExtraHosts = new Dictionary<string, IReadOnlyList<string>> { ["h"] = ["1.2.3.4", "5.6.7.8"] },
                    Provenance = "mode=max",
                    Sbom = "true",
                },
            },
        },
    };

    [Fact]
    public void A_target_says_what_its_service_does() => Assert.Equal(
        """
        {"group":{"default":{"targets":["a_b","p"]}},"target":{"a_b":{"context":"https://github.com/x/y.git#main","dockerfile":"Z","labels":{"com.docker.compose.project":"t","com.docker.compose.service":"a.b","com.docker.compose.version":"2.40.3"},"tags":["t-a.b"],"platforms":["linux/amd64","linux/arm64"],"entitlements":["security.insecure"],"output":["type=image,push=false"]},"p":{"context":"/t/sub","contexts":{"w":"target:a_b"},"dockerfile":"/t/O","args":{"Z":"1"},"labels":{"com.docker.compose.project":"t","com.docker.compose.service":"p","com.docker.compose.version":"2.40.3","l":"\u003cv\u003e"},"tags":["me/p"],"secret":["id=tt,type=file,src=/t/f","id=e,type=env,env=EV"],"ssh":["default="],"ulimits":["core=3","nofile=1:2"],"extra-hosts":{"h":"1.2.3.4,5.6.7.8"},"output":["type=registry"],"attest":["type=provenance,mode=max","type=sbom"]}}}
        """, Compact(BakeFile.Of(Shop, new BuildChoice { Services = ["p"], WithDependencies = false }, push: true)));

    [Fact]
    public void What_bake_would_replace_is_spared_and_what_was_asked_for_is_added()
    {
        var shop = Shop with
        {
            Services = new Dictionary<string, Service>
            {
                ["a"] = new() { Name = "a", Build = new ProjectBuild { Context = "/t", DockerfileInline = "RUN echo ${C} $D", Args = new Dictionary<string, string?> { ["X"] = "${Y}", ["HTTP_PROXY"] = "own" } } },
            },
        };
        var choice = new BuildChoice { Check = true, Ssh = "default", Proxies = new Dictionary<string, string> { ["HTTP_PROXY"] = "http://p:1", ["NO_PROXY"] = "n" } };
        Assert.Equal(
            """
            {"group":{"default":{"targets":["a"]}},"target":{"a":{"context":"/t","dockerfile-inline":"RUN echo $${C} $D","args":{"HTTP_PROXY":"own","NO_PROXY":"n","X":"$${Y}"},"labels":{"com.docker.compose.project":"t","com.docker.compose.service":"a","com.docker.compose.version":"2.40.3"},"tags":["t-a"],"ssh":["default="],"call":"lint"}}}
            """, Compact(BakeFile.Of(shop, choice, push: false)));
    }

    [Fact]
    public void Nothing_is_written_of_what_is_not_built() =>
        Assert.Null(BakeFile.Of(Shop, new BuildChoice { Services = ["n"], WithDependencies = false }, push: false));

    private static string Compact(string? text) => string.Concat(text!.Split('\n').Select(line => line.Trim())).Replace("\": ", "\":", StringComparison.Ordinal);
}
