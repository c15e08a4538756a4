using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Oci.Errors;

namespace Gantry.Compose.Plan.Create;

/// <summary>Makes the order of a container that <c>run</c> makes: one of its service's, but not counted.</summary>
public static class OneOffOrder
{
    /// <summary>The number links are made with where there is none.</summary>
    private const int Uncounted = -1;

    /// <param name="project">The project.</param>
    /// <param name="service">The service as it is to run.</param>
    /// <param name="seen">What the engine has.</param>
    /// <param name="name">The container's name.</param>
    /// <param name="oneOff">What makes it one.</param>
    /// <param name="separator">What stands between the parts of a name.</param>
    /// <exception cref="GantryException">A service whose container it uses has none.</exception>
    public static ContainerOrder Of(Project project, Service service, ObservedProject seen, string name, OneOff oneOff, string separator)
    {
        var references = ServiceReferences.Of(service, other => [.. seen.Of(other).Select(found => new ExpectedContainer(ContainerRef.To(found), null))]);
        var deploy = service.Deploy is null ? null : service.Deploy with { RestartPolicy = null };
        return new ContainerOrder
        {
            Project = project,
            Service = service with { Deploy = deploy },
            Name = name,
            FinalName = name,
            References = references,
            Links = Links.Of(project.Name, service, Uncounted, separator, other => seen.Of(other).Select(found => found.Name)),
            Image = seen.Images.GetValueOrDefault(service.ImageName(project.Name)),
            OneOff = oneOff,
            Separator = separator,
        }.Resolve(container => container.Id!);
    }
}
