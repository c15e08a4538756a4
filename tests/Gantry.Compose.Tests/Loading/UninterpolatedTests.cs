using Gantry.Compose.Loading;
using Gantry.Compose.Rendering;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Tests.Loading;

/// <summary>A project of which nothing is replaced shows no variable's value, as with Docker Compose 2.40.3.</summary>
public sealed class UninterpolatedTests
{
    [Fact]
    public void Variables_that_are_only_named_stay_names() => Assert.Equal(
        """
        name: p
        networks:
          default:
            name: p_default
        services:
          listed:
            build:
              args:
                - Z=1
              context: /none
              dockerfile: Dockerfile
            environment:
              - FOO
              - Q=1
            networks:
              default: null
          mapped:
            build:
              args: {}
              context: /none
              dockerfile: Dockerfile
            environment:
              FOO: null
            networks:
              default: null

        """,
        Tree("""
            services:
              listed: {environment: [FOO, Q=1], build: {context: /none, args: [FOO, Z=1]}}
              mapped: {environment: {FOO: }, build: {context: /none, args: {FOO: }}}
            """));

    [Fact]
    public void Secrets_and_configs_of_variables_keep_their_content_to_themselves() => Assert.Equal(
        """
        configs:
          c:
            environment: FOO
            name: p_c
        name: p
        secrets:
          s:
            environment: FOO
            name: p_s

        """,
        Tree("""
            secrets: {s: {environment: FOO}}
            configs: {c: {environment: FOO}}
            """));

    private static string Tree(string text)
    {
        var directory = Directory.CreateTempSubdirectory("gantry-compose-").FullName;
        File.WriteAllText(Path.Combine(directory, "compose.yaml"), text);
        var source = new ProjectSource { CurrentDirectory = directory, Name = "p", Variables = new Dictionary<string, string> { ["FOO"] = "hidden" } };
        var tree = new ProjectLoader(source).LoadTree(new LoadOptions { Interpolate = false });
        Directory.Delete(directory, recursive: true);
        return YamlWriter.Write((MapNode)CanonicalOrder.Of(tree, RenderForm.Yaml));
    }
}
