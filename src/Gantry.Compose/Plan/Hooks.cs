using Gantry.Compose.Model;

namespace Gantry.Compose.Plan;

/// <summary>Makes orders of a service's hooks.</summary>
internal static class Hooks
{
    /// <summary>What runs when a container has started.</summary>
    public static IReadOnlyList<HookOrder> Then(Service service) => Of(service, service.PostStart);

    /// <summary>What runs before a container is stopped.</summary>
    public static IReadOnlyList<HookOrder> Before(Service service) => Of(service, service.PreStop);

    private static IReadOnlyList<HookOrder> Of(Service service, IReadOnlyList<ServiceHook> hooks) =>
    [
        .. hooks.Select(hook => new HookOrder(
            service.Name, hook.Command ?? [], hook.User ?? "", hook.Privileged, hook.WorkingDirectory ?? "",
            [.. hook.Environment.Select(variable => variable.Value is { } value ? $"{variable.Key}={value}" : variable.Key)])),
    ];
}
