using Gantry.Cli.CommandLine;
using Gantry.Compose.Model;
using Gantry.Compose.Rendering;
using Gantry.Compose.Tree;

namespace Gantry.Cli.Compose.Configuration;

/// <summary>A project as text.</summary>
internal static class ConfigText
{
    /// <summary>A project in its canonical form, in which every dollar is written twice so that it can be read again.</summary>
    /// <param name="project">The project.</param>
    /// <param name="form">yaml or json.</param>
    /// <param name="digests">Finds the digests of images, or null when they stay as they are.</param>
    /// <param name="onlyImages">Whether nothing but the images is shown.</param>
    /// <param name="lenient">Whether conflicts do not matter.</param>
    /// <param name="cancellation">Ends requests.</param>
    public static async Task<string> OfProjectAsync(
        Project project, string form, ImageDigests? digests, bool onlyImages, bool lenient, CancellationToken cancellation)
    {
        if (digests is not null)
            project = await digests.PinAsync(project, cancellation);
        if (!lenient)
            CheckNames(project);
        if (onlyImages)
            project = OnlyImages(project);
        var text = form == "json"
            ? GoJson.Indented(ProjectRendering.Of(project, RenderForm.Json))
            : YamlWriter.Write(ProjectRendering.Of(project, RenderForm.Yaml));
        return text.Replace("$", "$$", StringComparison.Ordinal);
    }

    /// <summary>A tree whose variables were not replaced, in order of its keys.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="form">yaml or json.</param>
    /// <param name="digests">Finds the digests of images, or null when they stay as they are.</param>
    /// <param name="onlyImages">Whether nothing but the images is shown.</param>
    /// <param name="cancellation">Ends requests.</param>
    public static async Task<string> OfTreeAsync(MapNode tree, string form, ImageDigests? digests, bool onlyImages, CancellationToken cancellation)
    {
        if (digests is not null)
            await digests.PinAsync(tree, cancellation);
        if (onlyImages)
            KeepImages(tree);
        return form == "json" ? GoJson.Indented(CanonicalOrder.Of(tree, RenderForm.Json)) : YamlWriter.Write((MapNode)CanonicalOrder.Of(tree, RenderForm.Yaml));
    }

    /// <summary>A file that names a project's images by their digests and says nothing else.</summary>
    public static async Task<string> PinnedImagesAsync(Project project, ImageDigests digests, CancellationToken cancellation) =>
        YamlWriter.Write(ProjectRendering.Of(OnlyImages(await digests.PinAsync(project, cancellation)), RenderForm.Yaml));

    private static Project OnlyImages(Project project) =>
        new() { Name = "", Services = project.Services.ToDictionary(entry => entry.Key, entry => new Service { Name = entry.Key, Image = entry.Value.Image }) };

    private static void KeepImages(MapNode tree)
    {
        foreach (var key in tree.Keys.Where(key => key != "services"))
            tree.Remove(key);
        foreach (var (_, service) in tree.Map("services")?.Entries ?? [])
            foreach (var key in (service as MapNode)?.Keys.Where(key => key != "image") ?? [])
                ((MapNode)service).Remove(key);
    }

    private static void CheckNames(Project project)
    {
        var twins = project.Services.Values.Where(service => !string.IsNullOrEmpty(service.ContainerName)).OrderBy(service => service.Name, StringComparer.Ordinal)
            .GroupBy(service => service.ContainerName).FirstOrDefault(group => group.Count() > 1)?.ToList();
        if (twins is [var first, var second, ..])
            throw new CliException($"services.{second.Name}: container name \"{second.ContainerName}\" is already in use by service {first.Name}\"");
    }
}
