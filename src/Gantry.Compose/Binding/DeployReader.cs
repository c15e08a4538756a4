using Gantry.Compose.Model;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Binding;

/// <summary>Reads how a service is deployed.</summary>
internal static class DeployReader
{
    public static Deploy Deploy(MapNode map) => new()
    {
        Mode = map.String("mode"),
        Replicas = map.OptionalInt("replicas"),
        Labels = map.Mapping("labels"),
        UpdateConfig = map.Part("update_config", Update),
        RollbackConfig = map.Part("rollback_config", Update),
        Resources = map.Part("resources", Resources),
        RestartPolicy = map.Part("restart_policy", Restart),
        Placement = map.Part("placement", Placement),
        EndpointMode = map.String("endpoint_mode"),
        Extensions = map.Extensions(),
    };

    private static UpdateConfig Update(MapNode map) => new()
    {
        Parallelism = map.OptionalLong("parallelism"),
        Delay = Positive(map.Duration("delay")),
        FailureAction = map.String("failure_action"),
        Monitor = Positive(map.Duration("monitor")),
        MaxFailureRatio = map.Double("max_failure_ratio"),
        Order = map.String("order"),
        Extensions = map.Extensions(),
    };

    private static TimeSpan? Positive(TimeSpan? time) => time == TimeSpan.Zero ? null : time;

    private static DeployResources Resources(MapNode map) => new()
    {
        Limits = map.Part("limits", ResourcesReader.Resource),
        Reservations = map.Part("reservations", ResourcesReader.Resource),
        Extensions = map.Extensions(),
    };

    private static DeployRestartPolicy Restart(MapNode map) => new()
    {
        Condition = map.String("condition"),
        Delay = map.Duration("delay"),
        MaxAttempts = map.OptionalLong("max_attempts"),
        Window = map.Duration("window"),
        Extensions = map.Extensions(),
    };

    private static Placement Placement(MapNode map) => new()
    {
        Constraints = map.Texts("constraints"),
        Preferences = [.. map.List("preferences")?.Items.OfType<MapNode>().Select(preference => preference.String("spread") ?? "") ?? []],
        MaxReplicas = map.Long("max_replicas_per_node"),
        Extensions = map.Extensions(),
    };
}
