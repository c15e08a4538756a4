using Gantry.Compose.Model;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Rendering;

/// <summary>How a service is deployed in its canonical form; JSON never leaves resources and placement out.</summary>
internal static class DeployRendering
{
    public static MapNode? Of(Deploy? deploy, RenderForm form) => deploy is null ? null : new Fields(form)
        .Text("mode", deploy.Mode)
        .Number("replicas", deploy.Replicas)
        .Mapping("labels", deploy.Labels)
        .Object("update_config", Of(deploy.UpdateConfig, form))
        .Object("rollback_config", Of(deploy.RollbackConfig, form))
        .Object("resources", Always(Of(deploy.Resources, form), form))
        .Object("restart_policy", Of(deploy.RestartPolicy, form))
        .Object("placement", Always(Of(deploy.Placement, form), form))
        .Text("endpoint_mode", deploy.EndpointMode)
        .Extensions(deploy.Extensions).Map;

    private static MapNode? Always(MapNode? value, RenderForm form) =>
        value is { Count: > 0 } ? value : form == RenderForm.Json ? new MapNode() : null;

    private static MapNode? Of(UpdateConfig? update, RenderForm form) => update is null ? null : new Fields(form)
        .Number("parallelism", update.Parallelism).Duration("delay", update.Delay).Text("failure_action", update.FailureAction)
        .Duration("monitor", update.Monitor).Single("max_failure_ratio", update.MaxFailureRatio).Text("order", update.Order)
        .Extensions(update.Extensions).Map;

    private static MapNode? Of(DeployResources? resources, RenderForm form) => resources is null ? null : new Fields(form)
        .Object("limits", Of(resources.Limits, form)).Object("reservations", Of(resources.Reservations, form))
        .Extensions(resources.Extensions).Map;

    private static MapNode? Of(Resource? resource, RenderForm form) => resource is null ? null : new Fields(form)
        .Single("cpus", resource.Cpus).Bytes("memory", resource.Memory).Number("pids", resource.Pids)
        .Objects("devices", resource.Devices, device => PartRendering.Of(device, form))
        .Objects("generic_resources", resource.GenericResources, Of)
        .Extensions(resource.Extensions).Map;

    private static MapNode Of(GenericResource resource)
    {
        var inner = new MapNode { ["kind"] = Fields.Scalar(resource.Kind ?? ""), ["value"] = Fields.Scalar(resource.Value) };
        return new MapNode { ["discrete_resource_spec"] = inner };
    }

    private static MapNode? Of(DeployRestartPolicy? policy, RenderForm form) => policy is null ? null : new Fields(form)
        .Text("condition", policy.Condition).Duration("delay", policy.Delay).Number("max_attempts", policy.MaxAttempts)
        .Duration("window", policy.Window).Extensions(policy.Extensions).Map;

    private static MapNode? Of(Placement? placement, RenderForm form) => placement is null ? null : new Fields(form)
        .Texts("constraints", placement.Constraints)
        .Objects("preferences", placement.Preferences, label => new Fields(form).Text("spread", label).Map)
        .Number("max_replicas_per_node", placement.MaxReplicas).Extensions(placement.Extensions).Map;
}
