using Gantry.Compose.Rendering;

namespace Gantry.Compose.Model;

/// <summary>The hash of what a service's containers are made of, the label com.docker.compose.config-hash.</summary>
public static class ServiceHash
{
    /// <summary>
    /// The hash of <paramref name="service"/> without what does not change its containers: build, pull policy, number, dependencies and profiles.
    /// </summary>
    public static string Of(Service service)
    {
        var plain = service with
        {
            Build = null,
            PullPolicy = null,
            Scale = null,
            DependsOn = new Dictionary<string, ServiceDependency>(),
            Profiles = [],
            Deploy = service.Deploy is { } deploy ? deploy with { Replicas = null } : null,
        };
        return ConfigurationHash.Of(ServiceRendering.Of(plain, RenderForm.Json));
    }
}
