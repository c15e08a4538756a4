using Gantry.Compose.Model;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Rendering;

/// <summary>A service in its canonical form: attributes in the order of the reference implementation, without those that have no value.</summary>
internal static class ServiceRendering
{
    public static MapNode Of(Service service, RenderForm form)
    {
        var fields = new Fields(form);
        Top(fields, service);
        Middle(fields, service);
        Bottom(fields, service);
        return fields.Extensions(service.Extensions).Map;
    }

    private static void Top(Fields fields, Service service) => fields
        .Texts("profiles", service.Profiles)
        .Mapping("annotations", service.Annotations)
        .Flag("attach", service.Attach)
        .Object("build", BuildRendering.Of(service.Build, fields.Form))
        .Object("develop", DevelopRendering.Of(service.Develop, fields.Form))
        .Object("blkio_config", BlkioRendering.Of(service.BlkioConfig, fields.Form))
        .Texts("cap_add", service.CapAdd)
        .Texts("cap_drop", service.CapDrop)
        .Text("cgroup_parent", service.CgroupParent)
        .Text("cgroup", service.Cgroup)
        .Number("cpu_count", service.CpuCount)
        .Single("cpu_percent", service.CpuPercent)
        .Number("cpu_period", service.CpuPeriod)
        .Number("cpu_quota", service.CpuQuota)
        .Number("cpu_rt_period", service.CpuRealtimePeriod)
        .Number("cpu_rt_runtime", service.CpuRealtimeRuntime)
        .Single("cpus", service.Cpus)
        .Text("cpuset", service.CpuSet)
        .Number("cpu_shares", service.CpuShares)
        .Command("command", service.Command)
        .Objects("configs", service.Configs, config => FileRendering.Of(config, fields.Form))
        .Text("container_name", service.ContainerName)
        .Object("credential_spec", PartRendering.Of(service.CredentialSpec, fields.Form))
        .Named("depends_on", service.DependsOn, dependency => PartRendering.Of(dependency, fields.Form))
        .Object("deploy", DeployRendering.Of(service.Deploy, fields.Form))
        .Texts("device_cgroup_rules", service.DeviceCgroupRules)
        .Objects("devices", service.Devices, device => PartRendering.Of(device, fields.Form))
        .Texts("dns", service.Dns)
        .Texts("dns_opt", service.DnsOptions)
        .Texts("dns_search", service.DnsSearch)
        .Text("domainname", service.DomainName);

    private static void Middle(Fields fields, Service service) => fields
        .Command("entrypoint", service.Entrypoint)
        .Object("provider", PartRendering.Of(service.Provider, fields.Form))
        .OptionalMapping("environment", service.Environment)
        .Objects("env_file", service.EnvFiles, file => FileRendering.Of(file, fields.Form))
        .Texts("expose", service.Expose)
        .Object("extends", PartRendering.Of(service.Extends, fields.Form))
        .Texts("external_links", service.ExternalLinks)
        .Hosts("extra_hosts", service.ExtraHosts)
        .Texts("group_add", service.GroupAdd)
        .Objects("gpus", service.Gpus, device => PartRendering.Of(device, fields.Form))
        .Text("hostname", service.Hostname)
        .Object("healthcheck", PartRendering.Of(service.HealthCheck, fields.Form))
        .Text("image", service.Image)
        .Flag("init", service.Init)
        .Text("ipc", service.Ipc)
        .Text("isolation", service.Isolation)
        .Mapping("labels", service.Labels)
        .Texts("label_file", service.LabelFiles)
        .Texts("links", service.Links)
        .Object("logging", PartRendering.Of(service.Logging, fields.Form))
        .Text("log_driver", service.LogDriver)
        .Mapping("log_opt", service.LogOptions)
        .Bytes("mem_limit", service.MemLimit)
        .Bytes("mem_reservation", service.MemReservation)
        .Bytes("memswap_limit", service.MemSwapLimit)
        .Bytes("mem_swappiness", service.MemSwappiness)
        .Text("mac_address", service.MacAddress)
        .Named("models", service.Models, model => PartRendering.Of(model, fields.Form))
        .Text("net", service.Net)
        .Text("network_mode", service.NetworkMode)
        .Named("networks", service.Networks, network => NetworkRendering.Of(network, fields.Form))
        .Flag("oom_kill_disable", service.OomKillDisable)
        .Number("oom_score_adj", service.OomScoreAdj)
        .Text("pid", service.Pid);

    private static void Bottom(Fields fields, Service service) => fields
        .Number("pids_limit", service.PidsLimit)
        .Text("platform", service.Platform)
        .Objects("ports", service.Ports, port => PartRendering.Of(port, fields.Form))
        .Flag("privileged", service.Privileged)
        .Text("pull_policy", service.PullPolicy)
        .Flag("read_only", service.ReadOnly)
        .Text("restart", service.Restart)
        .Text("runtime", service.Runtime)
        .Number("scale", service.Scale)
        .Objects("secrets", service.Secrets, secret => FileRendering.Of(secret, fields.Form))
        .Texts("security_opt", service.SecurityOpt)
        .Bytes("shm_size", service.ShmSize)
        .Flag("stdin_open", service.StdinOpen)
        .Duration("stop_grace_period", service.StopGracePeriod)
        .Text("stop_signal", service.StopSignal)
        .Mapping("storage_opt", service.StorageOptions)
        .Mapping("sysctls", service.Sysctls)
        .Texts("tmpfs", service.Tmpfs)
        .Flag("tty", service.Tty)
        .Named("ulimits", service.Ulimits, limit => PartRendering.Of(limit, fields.Form))
        .Flag("use_api_socket", service.UseApiSocket)
        .Text("user", service.User)
        .Text("userns_mode", service.UsernsMode)
        .Text("uts", service.Uts)
        .Text("volume_driver", service.VolumeDriver)
        .Objects("volumes", service.Volumes, volume => MountRendering.Of(volume, fields.Form))
        .Texts("volumes_from", service.VolumesFrom)
        .Text("working_dir", service.WorkingDirectory)
        .Objects("post_start", service.PostStart, hook => PartRendering.Of(hook, fields.Form))
        .Objects("pre_stop", service.PreStop, hook => PartRendering.Of(hook, fields.Form));
}
