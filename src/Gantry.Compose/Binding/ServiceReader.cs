using Gantry.Compose.Model;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Binding;

/// <summary>Reads a service.</summary>
internal static class ServiceReader
{
    /// <summary>The service <paramref name="name"/>, whose attributes are in their long form.</summary>
    /// <exception cref="BindingException">A value has the wrong form.</exception>
    public static Service Read(string name, MapNode map) => Third(Second(First(name, map), map), map);

    private static Service First(string name, MapNode map) => new()
    {
        Name = name,
        Profiles = map.Texts("profiles"),
        Annotations = map.Mapping("annotations"),
        Attach = map.OptionalBool("attach"),
        Build = map.Part("build", BuildReader.Build),
        Develop = map.Part("develop", BuildReader.Develop),
        BlkioConfig = map.Part("blkio_config", ResourcesReader.Blkio),
        CapAdd = map.Texts("cap_add"),
        CapDrop = map.Texts("cap_drop"),
        CgroupParent = map.String("cgroup_parent"),
        Cgroup = map.String("cgroup"),
        CpuCount = map.Long("cpu_count"),
        CpuPercent = map.Double("cpu_percent"),
        CpuPeriod = map.Long("cpu_period"),
        CpuQuota = map.Long("cpu_quota"),
        CpuRealtimePeriod = map.Long("cpu_rt_period"),
        CpuRealtimeRuntime = map.Long("cpu_rt_runtime"),
        Cpus = map.Double("cpus"),
        CpuSet = map.String("cpuset"),
        CpuShares = map.Long("cpu_shares"),
        Command = PartReader.Command(map, "command"),
        Configs = map.Each("configs", PartReader.FileReference),
        ContainerName = map.String("container_name"),
        CredentialSpec = map.Part("credential_spec", PartReader.CredentialSpec),
        DependsOn = map.Named("depends_on", (_, dependency) => PartReader.Dependency(dependency)),
        Deploy = map.Part("deploy", DeployReader.Deploy),
        DeviceCgroupRules = map.Texts("device_cgroup_rules"),
        Devices = map.Each("devices", PartReader.Device),
        Dns = map.Texts("dns"),
        DnsOptions = map.Texts("dns_opt"),
        DnsSearch = map.Texts("dns_search"),
        DomainName = map.String("domainname"),
        Entrypoint = PartReader.Command(map, "entrypoint"),
        Provider = map.Part("provider", PartReader.Provider),
    };

    private static Service Second(Service service, MapNode map) => service with
    {
        Environment = map.OptionalMapping("environment"),
        EnvFiles = map.Each("env_file", PartReader.EnvFile),
        Expose = map.Texts("expose"),
        Extends = map.Part("extends", extends => new Extends { File = extends.String("file"), Service = extends.String("service") ?? "" }),
        ExternalLinks = map.Texts("external_links"),
        ExtraHosts = map.Hosts("extra_hosts"),
        GroupAdd = map.Texts("group_add"),
        Gpus = map.Each("gpus", ResourcesReader.DeviceRequest),
        Hostname = map.String("hostname"),
        HealthCheck = map.Part("healthcheck", PartReader.HealthCheck),
        Image = map.String("image"),
        Init = map.OptionalBool("init"),
        Ipc = map.String("ipc"),
        Isolation = map.String("isolation"),
        Labels = map.Mapping("labels"),
        LabelFiles = map.Texts("label_file"),
        Links = map.Texts("links"),
        Logging = map.Part("logging", PartReader.Logging),
        LogDriver = map.String("log_driver"),
        LogOptions = map.Mapping("log_opt"),
        MemLimit = map.Bytes("mem_limit"),
        MemReservation = map.Bytes("mem_reservation"),
        MemSwapLimit = map.Bytes("memswap_limit"),
        MemSwappiness = map.Bytes("mem_swappiness"),
        MacAddress = map.String("mac_address"),
        Models = map.Map("models")?.Entries.ToDictionary(entry => entry.Key, entry => PartReader.Model(entry.Value as MapNode)) ?? [],
        Net = map.String("net"),
        NetworkMode = map.String("network_mode"),
        Networks = map.Map("networks")?.Entries.ToDictionary(entry => entry.Key, entry => PartReader.Network(entry.Value as MapNode)) ?? [],
        OomKillDisable = map.Bool("oom_kill_disable"),
        OomScoreAdj = map.Long("oom_score_adj"),
        Pid = map.String("pid"),
        PidsLimit = map.Long("pids_limit"),
    };

    private static Service Third(Service service, MapNode map) => service with
    {
        Platform = map.String("platform"),
        Ports = map.Each("ports", PartReader.Port),
        Privileged = map.Bool("privileged"),
        PullPolicy = map.String("pull_policy"),
        ReadOnly = map.Bool("read_only"),
        Restart = map.String("restart"),
        Runtime = map.String("runtime"),
        Scale = map.OptionalInt("scale"),
        Secrets = map.Each("secrets", PartReader.FileReference),
        SecurityOpt = map.Texts("security_opt"),
        ShmSize = map.Bytes("shm_size"),
        StdinOpen = map.Bool("stdin_open"),
        StopGracePeriod = map.Duration("stop_grace_period"),
        StopSignal = map.String("stop_signal"),
        StorageOptions = map.Mapping("storage_opt"),
        Sysctls = map.Mapping("sysctls"),
        Tmpfs = map.Texts("tmpfs"),
        Tty = map.Bool("tty"),
        Ulimits = ResourcesReader.Ulimits(map),
        UseApiSocket = map.Bool("use_api_socket"),
        User = map.String("user"),
        UsernsMode = map.String("userns_mode"),
        Uts = map.String("uts"),
        VolumeDriver = map.String("volume_driver"),
        Volumes = map.Each("volumes", MountReader.Mount),
        VolumesFrom = map.Texts("volumes_from"),
        WorkingDirectory = map.String("working_dir"),
        PostStart = map.Each("post_start", PartReader.Hook),
        PreStop = map.Each("pre_stop", PartReader.Hook),
        Extensions = map.Extensions(),
    };
}
