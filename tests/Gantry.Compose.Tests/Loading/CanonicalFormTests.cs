using Gantry.Compose.Loading;
using Gantry.Compose.Model;
using Gantry.Compose.Rendering;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Tests.Loading;

/// <summary>Projects as people write them, compared with what Docker Compose 2.40.3 makes of them.</summary>
public sealed class CanonicalFormTests
{
    public static TheoryData<string> Cases => ProjectCase.Names;

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_project_is_shown_as_yaml(string name)
    {
        var found = new ProjectCase(name);
        var text = YamlWriter.Write(ProjectRendering.Of(found.Loader.Load(new LoadOptions(), []), RenderForm.Yaml));
        Assert.Equal(found.Expected("expected.yaml"), text.Replace("$", "$$", StringComparison.Ordinal));
        Assert.Equal(found.Expected("expected.warnings"), string.Concat(found.Warnings.Select(warning => $"\"{warning.Replace("\"", "\\\"", StringComparison.Ordinal)}\"\n")));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_project_is_shown_as_json(string name)
    {
        var found = new ProjectCase(name);
        var text = GoJson.Indented(ProjectRendering.Of(found.Loader.Load(new LoadOptions(), []), RenderForm.Json));
        Assert.Equal(found.Expected("expected.json"), text.Replace("$", "$$", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Services_have_the_hashes_their_containers_are_labelled_with(string name)
    {
        var found = new ProjectCase(name);
        var project = found.Loader.Load(new LoadOptions { ResolveEnvironment = false }, []);
        var lines = project.Services.Values.OrderBy(service => service.Name, StringComparer.Ordinal).Select(service => $"{service.Name} {ServiceHash.Of(service)}\n");
        Assert.Equal(found.Expected("expected.hashes"), string.Concat(lines));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_project_is_shown_without_its_variables_replaced(string name)
    {
        var found = new ProjectCase(name);
        var tree = found.Loader.LoadTree(new LoadOptions { Interpolate = false });
        Assert.Equal(found.Expected("expected.tree.yaml"), YamlWriter.Write((MapNode)CanonicalOrder.Of(tree, RenderForm.Yaml)));
    }
}
