using Gantry.Compose.Loading;
using Gantry.Compose.Model;
using static Gantry.Compose.Validation.Consistency;

namespace Gantry.Compose.Validation;

/// <summary>Checks the attributes of a service that say the same thing twice.</summary>
internal static class ServiceLimits
{
    public static void Check(Service service)
    {
        Counts(service);
        var limits = service.Deploy?.Resources?.Limits;
        Same(service, "cpus", "limits.cpus", service.Cpus == 0 || limits is null || (float)limits.Cpus == (float)service.Cpus);
        Same(service, "mem_limit", "limits.memory", service.MemLimit == 0 || limits is null || limits.Memory == service.MemLimit);
        var reserved = service.Deploy?.Resources?.Reservations;
        Same(service, "mem_reservation", "reservations.memory", service.MemReservation == 0 || reserved is null || reserved.Memory == service.MemReservation);
        Same(service, "pids_limit", "limits.pids", service.PidsLimit == 0 || limits is null || limits.Pids == service.PidsLimit);
        if (service.Replicas > 1 && !string.IsNullOrEmpty(service.ContainerName))
        {
            // The reference implementation swaps the two names in this sentence; people search for it as it is.
            var attribute = service.Scale is null ? "deploy.replicas" : "scale";
            throw Invalid($"services.{attribute}: can't set container_name and {service.Name} as container name must be unique");
        }
        if (service.Develop?.Watch.Any(rule => string.IsNullOrEmpty(rule.Target) && rule.Action is not ("rebuild" or "restart")) == true)
            throw Invalid($"services.{service.Name}.develop.watch: target is required for non-rebuild actions");
    }

    private static void Counts(Service service)
    {
        if (service.Scale is { } scale && service.Deploy?.Replicas is { } replicas && scale != replicas)
            throw Invalid($"services.{service.Name}: can't set distinct values on 'scale' and 'deploy.replicas'");
        if (service.Scale < 0)
            throw new ComposeException($"services.{service.Name}.scale: must be greater than or equal to 0");
        if (service.Deploy?.Replicas < 0)
            throw new ComposeException($"services.{service.Name}.deploy.replicas: must be greater than or equal to 0");
    }

    private static void Same(Service service, string attribute, string resource, bool same)
    {
        if (!same)
            throw Invalid($"services.{service.Name}: can't set distinct values on '{attribute}' and 'deploy.resources.{resource}'");
    }
}
