using System.Text.Json;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Requests;
using Gantry.Cli.Compose.Up;
using Gantry.Compose.Loading;
using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Tests.Compose;

/// <summary>Every attribute a service may have that says something of its containers: none is read and then forgotten.</summary>
public sealed class AttributeTests : IDisposable
{
    private const string Plain = "image: busybox";
    private readonly string directory = Directory.CreateTempSubdirectory("gantry-attributes-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData("annotations: {a: b}", "/HostConfig/Annotations/a", "b")]
    [InlineData("blkio_config: {weight: 300}", "/HostConfig/BlkioWeight", "300")]
    [InlineData("blkio_config: {device_read_bps: [{path: /dev/sda, rate: 1k}]}", "/HostConfig/BlkioDeviceReadBps/0/Rate", "1024")]
    [InlineData("blkio_config: {device_write_iops: [{path: /dev/sda, rate: 20}]}", "/HostConfig/BlkioDeviceWriteIOps/0/Rate", "20")]
    [InlineData("blkio_config: {weight_device: [{path: /dev/sda, weight: 400}]}", "/HostConfig/BlkioWeightDevice/0/Weight", "400")]
    [InlineData("cap_add: [NET_ADMIN]", "/HostConfig/CapAdd/0", "CAP_NET_ADMIN")]
    [InlineData("cap_drop: [ALL]", "/HostConfig/CapDrop/0", "ALL")]
    [InlineData("cgroup: host", "/HostConfig/CgroupnsMode", "host")]
    [InlineData("cgroup_parent: m", "/HostConfig/CgroupParent", "m")]
    [InlineData("command: [a, b]", "/Cmd/1", "b")]
    [InlineData("cpu_count: 2", "/HostConfig/CpuCount", "2")]
    [InlineData("cpu_percent: 50", "/HostConfig/CpuPercent", "5000")]
    [InlineData("cpu_period: 100000", "/HostConfig/CpuPeriod", "100000")]
    [InlineData("cpu_quota: 5000", "/HostConfig/CpuQuota", "5000")]
    [InlineData("cpu_rt_period: 1000", "/HostConfig/CpuRealtimePeriod", "1000")]
    [InlineData("cpu_rt_runtime: 900", "/HostConfig/CpuRealtimeRuntime", "900")]
    [InlineData("cpu_shares: 10", "/HostConfig/CpuShares", "10")]
    [InlineData("cpus: 0.5", "/HostConfig/NanoCpus", "500000000")]
    [InlineData("cpuset: 0-1", "/HostConfig/CpusetCpus", "0-1")]
    [InlineData("deploy: {resources: {limits: {pids: 5}}}", "/HostConfig/PidsLimit", "5")]
    [InlineData("deploy: {resources: {limits: {memory: 6m}}}", "/HostConfig/Memory", "6291456")]
    [InlineData("deploy: {resources: {reservations: {memory: 7m}}}", "/HostConfig/MemoryReservation", "7340032")]
    [InlineData("deploy: {resources: {reservations: {devices: [{capabilities: [gpu], count: 1}]}}}", "/HostConfig/DeviceRequests/0/Count", "1")]
    [InlineData("deploy: {restart_policy: {condition: on-failure, max_attempts: 3}}", "/HostConfig/RestartPolicy/MaximumRetryCount", "3")]
    [InlineData("device_cgroup_rules: ['c 1:3 r']", "/HostConfig/DeviceCgroupRules/0", "c 1:3 r")]
    [InlineData("devices: ['/dev/null:/dev/x:r']", "/HostConfig/Devices/0/PathInContainer", "/dev/x")]
    [InlineData("dns: 1.1.1.1", "/HostConfig/Dns/0", "1.1.1.1")]
    [InlineData("dns_opt: [ndots:2]", "/HostConfig/DnsOptions/0", "ndots:2")]
    [InlineData("dns_search: a.b", "/HostConfig/DnsSearch/0", "a.b")]
    [InlineData("domainname: d", "/Domainname", "d")]
    [InlineData("entrypoint: [e]", "/Entrypoint/0", "e")]
    [InlineData("env_file: e.env", "/Env/0", "FROM=file")]
    [InlineData("environment: {A: b}", "/Env/0", "A=b")]
    [InlineData("expose: ['80']", "/ExposedPorts/80", "{}")]
    [InlineData("extra_hosts: ['h:1.2.3.4']", "/HostConfig/ExtraHosts/0", "h:1.2.3.4")]
    [InlineData("gpus: [{capabilities: [gpu], count: 2}]", "/HostConfig/DeviceRequests/0/Count", "2")]
    [InlineData("group_add: ['5']", "/HostConfig/GroupAdd/0", "5")]
    [InlineData("healthcheck: {test: [CMD, x], retries: 4}", "/Healthcheck/Retries", "4")]
    [InlineData("hostname: h", "/Hostname", "h")]
    [InlineData("init: true", "/HostConfig/Init", "true")]
    [InlineData("ipc: host", "/HostConfig/IpcMode", "host")]
    [InlineData("isolation: default", "/HostConfig/Isolation", "default")]
    [InlineData("label_file: l.env", "/Labels/FROM", "label")]
    [InlineData("labels: {l: m}", "/Labels/l", "m")]
    [InlineData("logging: {driver: none}", "/HostConfig/LogConfig/Type", "none")]
    [InlineData("mac_address: '02:00:00:00:00:01'", "/NetworkingConfig/EndpointsConfig/p_default/MacAddress", "02:00:00:00:00:01")]
    [InlineData("mem_limit: 8m", "/HostConfig/Memory", "8388608")]
    [InlineData("mem_reservation: 6m", "/HostConfig/MemoryReservation", "6291456")]
    [InlineData("mem_swappiness: 10", "/HostConfig/MemorySwappiness", "10")]
    [InlineData("mem_limit: 8m\n    memswap_limit: 9m", "/HostConfig/MemorySwap", "9437184")]
    [InlineData("network_mode: none", "/HostConfig/NetworkMode", "none")]
    [InlineData("networks: {default: {aliases: [al]}}", "/NetworkingConfig/EndpointsConfig/p_default/Aliases/2", "al")]
    [InlineData("networks: {default: {ipv4_address: 10.0.0.9}}", "/NetworkingConfig/EndpointsConfig/p_default/IPAMConfig/IPv4Address", "10.0.0.9")]
    [InlineData("networks: {default: {gw_priority: 7}}", "/NetworkingConfig/EndpointsConfig/p_default/GwPriority", "7")]
    [InlineData("networks: {default: {interface_name: e7}}", "/NetworkingConfig/EndpointsConfig/p_default/DriverOpts/com.docker.network.endpoint.ifname", "e7")]
    [InlineData("oom_kill_disable: true", "/HostConfig/OomKillDisable", "true")]
    [InlineData("oom_score_adj: 5", "/HostConfig/OomScoreAdj", "5")]
    [InlineData("pid: host", "/HostConfig/PidMode", "host")]
    [InlineData("pids_limit: 9", "/HostConfig/PidsLimit", "9")]
    [InlineData("ports: ['8080:80']", "/HostConfig/PortBindings/80~1tcp/0/HostPort", "8080")]
    [InlineData("privileged: true", "/HostConfig/Privileged", "true")]
    [InlineData("read_only: true", "/HostConfig/ReadonlyRootfs", "true")]
    [InlineData("restart: always", "/HostConfig/RestartPolicy/Name", "always")]
    [InlineData("runtime: r", "/HostConfig/Runtime", "r")]
    [InlineData("security_opt: ['no-new-privileges:true']", "/HostConfig/SecurityOpt/0", "no-new-privileges:true")]
    [InlineData("shm_size: 1m", "/HostConfig/ShmSize", "1048576")]
    [InlineData("stdin_open: true", "/OpenStdin", "true")]
    [InlineData("stop_grace_period: 3s", "/StopTimeout", "3")]
    [InlineData("stop_signal: SIGINT", "/StopSignal", "SIGINT")]
    [InlineData("storage_opt: {size: 1G}", "/HostConfig/StorageOpt/size", "1G")]
    [InlineData("sysctls: {net.core.somaxconn: 5}", "/HostConfig/Sysctls/net.core.somaxconn", "5")]
    [InlineData("tmpfs: /t:size=1m", "/HostConfig/Tmpfs/~1t", "size=1m")]
    [InlineData("tty: true", "/Tty", "true")]
    [InlineData("ulimits: {nofile: 7}", "/HostConfig/Ulimits/0/Hard", "7")]
    [InlineData("user: '5'", "/User", "5")]
    [InlineData("userns_mode: host", "/HostConfig/UsernsMode", "host")]
    [InlineData("uts: host", "/HostConfig/UTSMode", "host")]
    [InlineData("volumes: [/v]", "/HostConfig/Mounts/0/Target", "/v")]
    [InlineData("volumes: [{type: image, source: i, target: /i, image: {subpath: s}}]", "/HostConfig/Mounts/0/ImageOptions/Subpath", "s")]
    [InlineData("working_dir: /w", "/WorkingDir", "/w")]
    public void An_attribute_reaches_the_engine(string attribute, string place, string value)
    {
        Assert.NotEqual(value, At(Request(Plain), place));
        Assert.Equal(value, At(Request($"{Plain}\n    {attribute}", attribute), place));
    }

    [Fact]
    public void The_engines_socket_comes_with_the_users_credentials()
    {
        var project = ApiSocket.Apply(Load($"{Plain}\n    use_api_socket: true"), new() { ["r"] = new System.Text.Json.Nodes.JsonObject { ["auth"] = "eDp5" } });
        var service = project.Services["web"];
        Assert.Equal("5d3712a9a6428858c6842147e598aef12574d424351953446dabd43239bc1e53", ServiceHash.Of(service with
        {
            Name = "a",
            Command = ["sleep", "100"],
            StopGracePeriod = TimeSpan.Zero,
        }));
        Assert.Equal(("bind", "/var/run/docker.sock", "/var/run/docker.sock"), (service.Volumes[0].Type, service.Volumes[0].Source, service.Volumes[0].Target));
        Assert.Equal("/run/secrets/docker", service.Environment["DOCKER_CONFIG"]);
        var file = Assert.Single(InjectedFiles.Of(project, service));
        Assert.Equal(("/run/secrets/docker/config.json", "{\n\t\"auths\": {\n\t\t\"r\": {\n\t\t\t\"auth\": \"eDp5\"\n\t\t}\n\t}\n}"), (file.Path, file.Content));
    }

    [Theory]
    [InlineData("provider: {type: other}", "service \"web\" is provided by \"other\", a plugin of Docker's Compose: ")]
    [InlineData("image: busybox\n    credential_spec: {file: c.json}", "service \"web\" has a credential_spec, which Windows containers have: ")]
    [InlineData("image: busybox\n    models: [m]", "service \"web\" uses the model \"m\", which Docker Model Runner serves: ")]
    public void What_nobody_here_provides_is_refused_with_the_reason(string text, string reason) =>
        Assert.StartsWith(reason, Assert.Throws<CliException>(() => Unserved.Check(Load(text))).Message, StringComparison.Ordinal);

    private Project Load(string service)
    {
        File.WriteAllText(Path.Combine(directory, "e.env"), "FROM=file\n");
        File.WriteAllText(Path.Combine(directory, "l.env"), "FROM=label\n");
        File.WriteAllText(Path.Combine(directory, "compose.yaml"), $"name: p\nservices:\n  web:\n    {service}\nmodels: {{m: {{model: x}}}}\n");
        return new ProjectLoader(new ProjectSource { CurrentDirectory = directory }).Load(new LoadOptions(), []);
    }

    private JsonElement Request(string service, string attribute = "")
    {
        var project = Load(service);
        try
        {
            return JsonSerializer.SerializeToElement(
                ServiceRequest.Of(new ContainerOrder
                {
                    Project = project,
                    Service = project.Services["web"],
                    Name = "p-web-1",
                    FinalName = "p-web-1",
                    Number = 1,
                    Image = new ObservedImage("sha256:1"),
                }, []),
                ClientJson.Default.CreateContainer);
        }
        catch (GantryException fault)
        {
            throw new InvalidOperationException($"{attribute}: {fault.Message}", fault);
        }
    }

    /// <summary>The value at a place (RFC 6901); null: there is none.</summary>
    private static string? At(JsonElement from, string place)
    {
        foreach (var part in place.Split('/').Skip(1).Select(part => part.Replace("~1", "/", StringComparison.Ordinal)))
        {
            if (from.ValueKind == JsonValueKind.Array && int.TryParse(part, out var index) && index < from.GetArrayLength())
                from = from[index];
            else if (from.ValueKind != JsonValueKind.Object || !from.TryGetProperty(part, out from))
                return null;
        }

        return from.ValueKind == JsonValueKind.String ? from.GetString() : from.GetRawText();
    }
}
