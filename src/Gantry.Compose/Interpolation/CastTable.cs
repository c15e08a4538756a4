namespace Gantry.Compose.Interpolation;

/// <summary>The values that are numbers or booleans even when they are written as strings, as variables always are.</summary>
internal static class CastTable
{
    public static (string Pattern, string Type)[] Rows { get; } =
    [
        ("services.*.cpu_count", "int64"),
        ("services.*.cpu_percent", "float"),
        ("services.*.cpu_period", "int64"),
        ("services.*.cpu_quota", "int64"),
        ("services.*.cpu_rt_period", "int64"),
        ("services.*.cpu_rt_runtime", "int64"),
        ("services.*.cpus", "float"),
        ("services.*.cpu_shares", "int64"),
        ("services.*.init", "boolean"),
        ("services.*.deploy.replicas", "int"),
        ("services.*.deploy.update_config.parallelism", "int"),
        ("services.*.deploy.update_config.max_failure_ratio", "float"),
        ("services.*.deploy.rollback_config.parallelism", "int"),
        ("services.*.deploy.rollback_config.max_failure_ratio", "float"),
        ("services.*.deploy.restart_policy.max_attempts", "int"),
        ("services.*.deploy.placement.max_replicas_per_node", "int"),
        ("services.*.healthcheck.retries", "int"),
        ("services.*.healthcheck.disable", "boolean"),
        ("services.*.oom_kill_disable", "boolean"),
        ("services.*.oom_score_adj", "int64"),
        ("services.*.pids_limit", "int64"),
        ("services.*.ports.[].target", "int"),
        ("services.*.privileged", "boolean"),
        ("services.*.read_only", "boolean"),
        ("services.*.scale", "int"),
        ("services.*.stdin_open", "boolean"),
        ("services.*.tty", "boolean"),
        ("services.*.ulimits.*", "int"),
        ("services.*.ulimits.*.hard", "int"),
        ("services.*.ulimits.*.soft", "int"),
        ("services.*.volumes.[].read_only", "boolean"),
        ("services.*.volumes.[].volume.nocopy", "boolean"),
        ("networks.*.external", "boolean"),
        ("networks.*.internal", "boolean"),
        ("networks.*.attachable", "boolean"),
        ("networks.*.enable_ipv4", "boolean"),
        ("networks.*.enable_ipv6", "boolean"),
        ("volumes.*.external", "boolean"),
        ("secrets.*.external", "boolean"),
        ("configs.*.external", "boolean"),
    ];
}
