namespace Gantry.Engine.Containers.Specs;

/// <summary>Paths of /proc and /sys that an unprivileged container must not see or change (Docker 28's lists).</summary>
internal static class DefaultPaths
{
    public static readonly IReadOnlyList<string> Masked =
    [
        "/proc/asound", "/proc/acpi", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
        "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap",
    ];

    public static readonly IReadOnlyList<string> Readonly = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];
}
