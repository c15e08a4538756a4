using Gantry.Compose.Execute;
using Gantry.Compose.Model;

namespace Gantry.Compose.Observed;

/// <summary>Looks at an engine once, asking for all at the same time.</summary>
public static class Observer
{
    /// <summary>What an engine has of a project, or that a project may use.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="project">The project.</param>
    /// <param name="cancellation">Ends the requests.</param>
    public static async Task<ObservedProject> ObserveAsync(IEngine engine, Project project, CancellationToken cancellation)
    {
        var containers = engine.ListContainersAsync(project.Name, cancellation);
        var networks = engine.ListNetworksAsync(cancellation);
        var volumes = project.Volumes.Count > 0 ? engine.ListVolumesAsync(cancellation) : Task.FromResult<IReadOnlyList<ObservedVolume>>([]);
        var images = ObserveImagesAsync(engine, project, cancellation);
        return new ObservedProject
        {
            Containers = await containers,
            Networks = await networks,
            Volumes = await volumes,
            Images = await images,
        };
    }

    /// <summary>The images a project names, by that name; one for another platform than a service wants counts as missing.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="project">The project.</param>
    /// <param name="cancellation">Ends the requests.</param>
    public static async Task<IReadOnlyDictionary<string, ObservedImage>> ObserveImagesAsync(IImages engine, Project project, CancellationToken cancellation)
    {
        var names = project.Services.Values.Where(service => service.Provider is null).Select(service => service.ImageName(project.Name))
            .Concat(project.Services.Values.SelectMany(service => service.Volumes).Where(mount => mount.Type == "image").Select(mount => mount.Source!))
            .Distinct(StringComparer.Ordinal);
        var found = await Task.WhenAll(names.Select(async name => (Name: name, Image: await engine.FindImageAsync(name, cancellation))));
        var images = found.Where(entry => entry.Image is not null).ToDictionary(entry => entry.Name, entry => entry.Image!, StringComparer.Ordinal);
        foreach (var service in project.Services.Values.Where(service => !string.IsNullOrEmpty(service.Platform)))
        {
            var name = service.ImageName(project.Name);
            if (images.TryGetValue(name, out var image) && !Platforms.AreEqual(image.Platform, service.Platform!))
                images.Remove(name);
        }

        return images;
    }
}
