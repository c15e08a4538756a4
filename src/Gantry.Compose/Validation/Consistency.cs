using Gantry.Compose.Loading;
using Gantry.Compose.Model;

namespace Gantry.Compose.Validation;

/// <summary>Checks that a project's services refer to what there is and do not contradict themselves.</summary>
internal static class Consistency
{
    /// <summary>The project, in which deploy.replicas agrees with scale.</summary>
    /// <exception cref="ComposeException">It is inconsistent.</exception>
    public static Project Check(Project project)
    {
        foreach (var service in project.Services.Values.OrderBy(service => service.Name, StringComparer.Ordinal))
        {
            SourceOf(service);
            ContextsOf(project, service);
            References.Check(project, service);
            ServiceLimits.Check(service);
            MountTargets.Check(service);
        }
        foreach (var (name, secret) in project.Secrets.OrderBy(secret => secret.Key, StringComparer.Ordinal))
            if (!secret.External && string.IsNullOrEmpty(secret.File) && string.IsNullOrEmpty(secret.Environment))
                throw Invalid($"secret \"{name}\" must declare either `file` or `environment`");
        DependencyCycles.Check(project);
        return project with { Services = project.Services.ToDictionary(entry => entry.Key, entry => WithReplicas(entry.Value)) };
    }

    /// <summary>An error of the kind whose text names that kind.</summary>
    public static ComposeException Invalid(string text) => new($"{text}: invalid compose project");

    private static Service WithReplicas(Service service) =>
        service is { Scale: { } scale, Deploy: { } deploy } ? service with { Deploy = deploy with { Replicas = scale } } : service;

    private static void SourceOf(Service service)
    {
        if (service.Build is null && string.IsNullOrEmpty(service.Image) && service.Provider is null)
            throw Invalid($"service \"{service.Name}\" has neither an image nor a build context specified");
        if (service.Build is not { } build)
            return;
        if (!string.IsNullOrEmpty(build.DockerfileInline) && !string.IsNullOrEmpty(build.Dockerfile))
            throw Invalid($"service \"{service.Name}\" declares mutualy exclusive dockerfile and dockerfile_inline");
        if (build.Platforms.Count > 0 && !string.IsNullOrEmpty(service.Platform) && !build.Platforms.Contains(service.Platform))
            throw Invalid($"service.build.platforms MUST include service.platform \"{service.Platform}\"");
    }

    private static void ContextsOf(Project project, Service service)
    {
        foreach (var (name, context) in service.Build?.AdditionalContexts ?? Project.NoMap)
        {
            if (!context.StartsWith("service:", StringComparison.Ordinal))
                continue;
            var target = context["service:".Length..];
            if (!project.Services.TryGetValue(target, out var other))
                throw new ComposeException($"service \"{service.Name}\" declares unknown service \"{target}\" as additional contexts {name}");
            if (other.Build is null)
                throw new ComposeException($"service \"{service.Name}\" declares non-buildable service \"{target}\" as additional contexts {name}");
        }
    }
}
