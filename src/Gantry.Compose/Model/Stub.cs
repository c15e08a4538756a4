#pragma warning disable
using Map = System.Collections.Generic.IReadOnlyDictionary<string, string>;
namespace Gantry.Compose.Model;
public sealed record Project
{
    public static readonly Map NoMap = new Dictionary<string, string>();
    public required string Name { get; init; }
    public string WorkingDirectory { get; init; } = "";
    public IReadOnlyList<string> ComposeFiles { get; init; } = [];
    public IReadOnlyList<string> EnvironmentFiles { get; init; } = [];
    public Map Environment { get; init; } = NoMap;
    public IReadOnlyDictionary<string, Service> Services { get; init; } = new Dictionary<string, Service>();
    public IReadOnlyDictionary<string, Service> DisabledServices { get; init; } = new Dictionary<string, Service>();
    public IReadOnlyDictionary<string, Network> Networks { get; init; } = new Dictionary<string, Network>();
    public IReadOnlyDictionary<string, Volume> Volumes { get; init; } = new Dictionary<string, Volume>();
    public IReadOnlyDictionary<string, FileObject> Secrets { get; init; } = new Dictionary<string, FileObject>();
    public IReadOnlyDictionary<string, FileObject> Configs { get; init; } = new Dictionary<string, FileObject>();
}
public sealed record Service
{
    public string? Raw { get; init; }
    public required string Name { get; init; }
    public IReadOnlyList<string> Profiles { get; init; } = [];
    public string? Image { get; init; }
    public Build? Build { get; init; }
    public object? Provider { get; init; }
    public Develop? Develop { get; init; }
    public string? ContainerName { get; init; }
    public int? Scale { get; init; }
    public int Replicas => Scale ?? Deploy?.Replicas ?? 1;
    public bool? Attach { get; init; }
    public IReadOnlyDictionary<string, ServiceDependency> DependsOn { get; init; } = new Dictionary<string, ServiceDependency>();
    public IReadOnlyDictionary<string, ServiceNetwork?> Networks { get; init; } = new Dictionary<string, ServiceNetwork?>();
    public IReadOnlyList<ServiceVolume> Volumes { get; init; } = [];
    public IReadOnlyList<string> VolumesFrom { get; init; } = [];
    public IReadOnlyList<ServicePort> Ports { get; init; } = [];
    public IReadOnlyList<string> Expose { get; init; } = [];
    public string? NetworkMode { get; init; }
    public string? Ipc { get; init; }
    public string? Pid { get; init; }
    public IReadOnlyList<string> Links { get; init; } = [];
    public IReadOnlyList<string> ExternalLinks { get; init; } = [];
    public Map Labels { get; init; } = Project.NoMap;
    public string? Platform { get; init; }
    public string? PullPolicy { get; init; }
    public IReadOnlyList<FileReference> Secrets { get; init; } = [];
    public IReadOnlyList<FileReference> Configs { get; init; } = [];
    public bool ReadOnly { get; init; }
    public IReadOnlyList<ServiceHook> PostStart { get; init; } = [];
    public IReadOnlyList<ServiceHook> PreStop { get; init; } = [];
    public string? Hostname { get; init; }
    public string? DomainName { get; init; }
    public string? User { get; init; }
    public bool Tty { get; init; }
    public bool StdinOpen { get; init; }
    public IReadOnlyList<string>? Command { get; init; }
    public IReadOnlyList<string>? Entrypoint { get; init; }
    public string? WorkingDirectory { get; init; }
    public string? StopSignal { get; init; }
    public TimeSpan? StopGracePeriod { get; init; }
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();
    public HealthCheck? HealthCheck { get; init; }
    public Logging? Logging { get; init; }
    public string? VolumeDriver { get; init; }
    public Map Annotations { get; init; } = Project.NoMap;
    public IReadOnlyList<string> CapAdd { get; init; } = [];
    public IReadOnlyList<string> CapDrop { get; init; } = [];
    public string? Cgroup { get; init; }
    public string? CgroupParent { get; init; }
    public IReadOnlyList<string> Dns { get; init; } = [];
    public IReadOnlyList<string> DnsOptions { get; init; } = [];
    public IReadOnlyList<string> DnsSearch { get; init; } = [];
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ExtraHosts { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
    public IReadOnlyList<string> GroupAdd { get; init; } = [];
    public long OomScoreAdj { get; init; }
    public bool OomKillDisable { get; init; }
    public bool Privileged { get; init; }
    public IReadOnlyList<string> SecurityOpt { get; init; } = [];
    public Map StorageOptions { get; init; } = Project.NoMap;
    public IReadOnlyList<string> Tmpfs { get; init; } = [];
    public string? Uts { get; init; }
    public string? UsernsMode { get; init; }
    public long ShmSize { get; init; }
    public Map Sysctls { get; init; } = Project.NoMap;
    public string? Runtime { get; init; }
    public string? Isolation { get; init; }
    public bool? Init { get; init; }
    public string? Restart { get; init; }
    public string? MacAddress { get; init; }
    public Deploy? Deploy { get; init; }
    public long MemLimit { get; init; }
    public long MemSwapLimit { get; init; }
    public long MemSwappiness { get; init; }
    public long MemReservation { get; init; }
    public long CpuCount { get; init; }
    public long CpuPeriod { get; init; }
    public long CpuQuota { get; init; }
    public long CpuRealtimePeriod { get; init; }
    public long CpuRealtimeRuntime { get; init; }
    public long CpuShares { get; init; }
    public double Cpus { get; init; }
    public double CpuPercent { get; init; }
    public string? CpuSet { get; init; }
    public long PidsLimit { get; init; }
    public IReadOnlyList<string> DeviceCgroupRules { get; init; } = [];
    public BlkioConfig? BlkioConfig { get; init; }
    public IReadOnlyList<DeviceMapping> Devices { get; init; } = [];
    public IReadOnlyList<DeviceRequest> Gpus { get; init; } = [];
    public IReadOnlyDictionary<string, Ulimit> Ulimits { get; init; } = new Dictionary<string, Ulimit>();
    public string ImageName(string project) => string.IsNullOrEmpty(Image) ? $"{project}-{Name}" : Image;
    public IReadOnlyList<string> NetworksByPriority() => [.. Networks.OrderByDescending(n => n.Value?.Priority ?? 0).ThenBy(n => n.Key, StringComparer.Ordinal).Select(n => n.Key)];
}
public sealed record ServiceDependency { public string Condition { get; init; } = "service_started"; public bool Restart { get; init; } public bool Required { get; init; } = true; }
public sealed record ServiceNetwork
{
    public IReadOnlyList<string> Aliases { get; init; } = [];
    public int Priority { get; init; }
    public int GatewayPriority { get; init; }
    public string? IPv4Address { get; init; }
    public string? IPv6Address { get; init; }
    public IReadOnlyList<string> LinkLocalIPs { get; init; } = [];
    public string? MacAddress { get; init; }
    public string? InterfaceName { get; init; }
    public Map DriverOptions { get; init; } = Project.NoMap;
}
public sealed record ServiceVolume
{
    public required string Type { get; init; }
    public string? Source { get; init; }
    public required string Target { get; init; }
    public bool ReadOnly { get; init; }
    public string? Consistency { get; init; }
    public ServiceVolumeBind? Bind { get; init; }
    public ServiceVolumeVolume? Volume { get; init; }
    public ServiceVolumeTmpfs? Tmpfs { get; init; }
    public ServiceVolumeImage? Image { get; init; }
}
public sealed record ServiceVolumeBind { public string? SELinux { get; init; } public string? Propagation { get; init; } public bool CreateHostPath { get; init; } public string? Recursive { get; init; } }
public sealed record ServiceVolumeVolume { public bool NoCopy { get; init; } public string? Subpath { get; init; } public Map Labels { get; init; } = Project.NoMap; }
public sealed record ServiceVolumeTmpfs { public long Size { get; init; } public int Mode { get; init; } }
public sealed record ServiceVolumeImage { public string? Subpath { get; init; } }
public sealed record ServicePort { public int Target { get; init; } public string? Published { get; init; } public string? HostIP { get; init; } public string Protocol { get; init; } = "tcp"; }
public sealed record FileReference { public required string Source { get; init; } public string? Target { get; init; } public string? User { get; init; } public string? Group { get; init; } public int? Mode { get; init; } }
public sealed record FileObject { public string Name { get; init; } = ""; public string? File { get; init; } public string? Content { get; init; } public string? Environment { get; init; } public bool External { get; init; } public string? Driver { get; init; } public string? TemplateDriver { get; init; } }
public sealed record ServiceHook { public IReadOnlyList<string>? Command { get; init; } public string? User { get; init; } public bool Privileged { get; init; } public string? WorkingDirectory { get; init; } public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>(); }
public sealed record HealthCheck { public IReadOnlyList<string>? Test { get; init; } public bool Disable { get; init; } public TimeSpan? Interval { get; init; } public TimeSpan? Timeout { get; init; } public TimeSpan? StartPeriod { get; init; } public TimeSpan? StartInterval { get; init; } public int? Retries { get; init; } }
public sealed record Logging { public string? Driver { get; init; } public Map Options { get; init; } = Project.NoMap; }
public sealed record Network
{
    public string? Raw { get; init; }
    public required string Name { get; init; }
    public bool External { get; init; }
    public string? Driver { get; init; }
    public Map DriverOptions { get; init; } = Project.NoMap;
    public bool Internal { get; init; }
    public bool Attachable { get; init; }
    public bool? EnableIPv4 { get; init; }
    public bool? EnableIPv6 { get; init; }
    public Ipam? Ipam { get; init; }
    public Map Labels { get; init; } = Project.NoMap;
}
public sealed record Ipam { public string? Driver { get; init; } public IReadOnlyList<IpamPool> Config { get; init; } = []; }
public sealed record IpamPool { public string? Subnet { get; init; } public string? IPRange { get; init; } public string? Gateway { get; init; } public Map AuxiliaryAddresses { get; init; } = Project.NoMap; }
public sealed record Volume { public string? Raw { get; init; } public required string Name { get; init; } public bool External { get; init; } public string? Driver { get; init; } public Map DriverOptions { get; init; } = Project.NoMap; public Map Labels { get; init; } = Project.NoMap; }
public sealed record Build
{
    public string? Context { get; init; }
    public string? Dockerfile { get; init; }
    public string? DockerfileInline { get; init; }
    public IReadOnlyDictionary<string, string?> Args { get; init; } = new Dictionary<string, string?>();
    public IReadOnlyList<string> Tags { get; init; } = [];
    public Map Labels { get; init; } = Project.NoMap;
    public string? Target { get; init; }
    public string? Network { get; init; }
    public bool NoCache { get; init; }
    public bool Pull { get; init; }
    public bool Privileged { get; init; }
    public long ShmSize { get; init; }
    public IReadOnlyList<string> Platforms { get; init; } = [];
    public Map AdditionalContexts { get; init; } = Project.NoMap;
    public IReadOnlyList<FileReference> Secrets { get; init; } = [];
    public IReadOnlyList<string> CacheFrom { get; init; } = [];
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ExtraHosts { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
    public IReadOnlyDictionary<string, Ulimit> Ulimits { get; init; } = new Dictionary<string, Ulimit>();
}
public sealed record Develop { }
public sealed record Deploy { public int? Replicas { get; init; } public DeployRestartPolicy? RestartPolicy { get; init; } public DeployResources? Resources { get; init; } }
public sealed record DeployRestartPolicy { public string? Condition { get; init; } public long? MaxAttempts { get; init; } }
public sealed record DeployResources { public Resource? Limits { get; init; } public Resource? Reservations { get; init; } }
public sealed record Resource { public double Cpus { get; init; } public long Memory { get; init; } public long Pids { get; init; } public IReadOnlyList<DeviceRequest> Devices { get; init; } = []; }
public sealed record DeviceRequest { public string? Driver { get; init; } public long Count { get; init; } public IReadOnlyList<string> Ids { get; init; } = []; public IReadOnlyList<string> Capabilities { get; init; } = []; public Map Options { get; init; } = Project.NoMap; }
public sealed record DeviceMapping { public required string Source { get; init; } public required string Target { get; init; } public string Permissions { get; init; } = "rwm"; }
public sealed record Ulimit { public long Single { get; init; } public long Soft { get; init; } public long Hard { get; init; } }
public sealed record BlkioConfig { public int Weight { get; init; } public IReadOnlyList<WeightDevice> WeightDevice { get; init; } = []; public IReadOnlyList<ThrottleDevice> DeviceReadBps { get; init; } = []; public IReadOnlyList<ThrottleDevice> DeviceReadIops { get; init; } = []; public IReadOnlyList<ThrottleDevice> DeviceWriteBps { get; init; } = []; public IReadOnlyList<ThrottleDevice> DeviceWriteIops { get; init; } = []; }
public sealed record WeightDevice { public required string Path { get; init; } public int Weight { get; init; } }
public sealed record ThrottleDevice { public required string Path { get; init; } public long Rate { get; init; } }

public static class ServiceHash { public static string Of(Service s) { var n = (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(s.Raw ?? "{}")!; foreach (var k in new[]{"build","pull_policy","scale","depends_on","profiles"}) n.Remove(k); if (n["deploy"] is System.Text.Json.Nodes.JsonObject d) d.Remove("replicas");
  if (s.Raw is null) n["x"] = s.ToString();
  if (n.ContainsKey("network_mode")) n["network_mode"] = s.NetworkMode; if (n.ContainsKey("ipc")) n["ipc"] = s.Ipc; if (n.ContainsKey("pid")) n["pid"] = s.Pid; if (n.ContainsKey("volumes_from")) n["volumes_from"] = new System.Text.Json.Nodes.JsonArray([.. s.VolumesFrom.Select(v => (System.Text.Json.Nodes.JsonNode)System.Text.Json.Nodes.JsonValue.Create(v))]);
  return Stub.Hash(n); } }
public static class NetworkHash { public static string Of(Network n) => Stub.Hash(System.Text.Json.Nodes.JsonNode.Parse(n.Raw ?? "{\"name\":\"" + n.Name + n.Driver + "\"}")!); }
public static class VolumeHash { public static string Of(Volume n) { var o = System.Text.Json.Nodes.JsonNode.Parse(n.Raw ?? "{\"name\":\"" + n.Name + "\"}")!; var r = new System.Text.Json.Nodes.JsonObject(); foreach (var (k, v) in o.AsObject()) { r[k] = v?.DeepClone(); if (k == "name" && o["driver"] is null) r["driver"] = "local"; } return Stub.Hash(r); } }
public static class Stub
{
    public static string Hash(System.Text.Json.Nodes.JsonNode n) { var ms = new System.IO.MemoryStream(); using (var w = new System.Text.Json.Utf8JsonWriter(ms, new System.Text.Json.JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) n.WriteTo(w); var t = System.Text.Encoding.UTF8.GetString(ms.ToArray()).Replace("<", "\\u003c").Replace(">", "\\u003e").Replace("&", "\\u0026"); return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(t))); }
    static System.Text.Json.JsonElement? G(System.Text.Json.JsonElement e, string k) => e.ValueKind == System.Text.Json.JsonValueKind.Object && e.TryGetProperty(k, out var v) && v.ValueKind != System.Text.Json.JsonValueKind.Null ? v : null;
    static string? S(System.Text.Json.JsonElement e, string k) => G(e, k)?.ToString();
    static bool B(System.Text.Json.JsonElement e, string k) => S(e, k) == "True";
    static bool? NB(System.Text.Json.JsonElement e, string k) => G(e, k) is { } v ? v.GetBoolean() : null;
    static long L(System.Text.Json.JsonElement e, string k) => long.TryParse(S(e, k), out var v) ? v : 0;
    static IReadOnlyList<string>? NL(System.Text.Json.JsonElement e, string k) => G(e, k) is { } v ? [.. v.EnumerateArray().Select(x => x.ToString())] : null;
    static IReadOnlyList<string> A(System.Text.Json.JsonElement e, string k) => NL(e, k) ?? [];
    static IEnumerable<System.Text.Json.JsonElement> Arr(System.Text.Json.JsonElement e, string k) => G(e, k) is { } v ? v.EnumerateArray() : [];
    static IEnumerable<System.Text.Json.JsonProperty> Obj(System.Text.Json.JsonElement e, string k) => G(e, k) is { } v ? v.EnumerateObject() : [];
    static Dictionary<string, string> M(System.Text.Json.JsonElement e, string k) => Obj(e, k).ToDictionary(p => p.Name, p => p.Value.ToString());
    static Dictionary<string, string?> MN(System.Text.Json.JsonElement e, string k) => Obj(e, k).ToDictionary(p => p.Name, p => p.Value.ValueKind == System.Text.Json.JsonValueKind.Null ? null : p.Value.ToString());
    static TimeSpan? T(System.Text.Json.JsonElement e, string k) { if (S(e, k) is not { } t) return null; double n = 0; foreach (System.Text.RegularExpressions.Match m in System.Text.RegularExpressions.Regex.Matches(t, "([0-9.]+)(ms|us|ns|h|m|s)")) n += double.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) * m.Groups[2].Value switch { "h" => 3600, "m" => 60, "s" => 1, "ms" => 1e-3, _ => 1e-6 }; return TimeSpan.FromSeconds(n); }
    static IReadOnlyList<FileReference> F(System.Text.Json.JsonElement e, string k) => [.. Arr(e, k).Select(x => new FileReference { Source = S(x, "source")!, Target = S(x, "target"), User = S(x, "uid"), Group = S(x, "gid"), Mode = S(x, "mode") is { } m ? Convert.ToInt32(m, 8) : null })];
    static Dictionary<string, FileObject> FO(System.Text.Json.JsonElement e, string k) => Obj(e, k).ToDictionary(p => p.Name, p => new FileObject { Name = S(p.Value, "name") ?? "", File = S(p.Value, "file"), Content = S(p.Value, "content"), Environment = S(p.Value, "environment"), External = B(p.Value, "external") });
    static IReadOnlyList<ServiceHook> H(System.Text.Json.JsonElement e, string k) => [.. Arr(e, k).Select(x => new ServiceHook { Command = NL(x, "command"), User = S(x, "user"), Privileged = B(x, "privileged"), WorkingDirectory = S(x, "working_dir"), Environment = MN(x, "environment") })];
    static Service Svc(System.Text.Json.JsonProperty p, string raw) { var e = p.Value; return new Service { Raw = raw, Name = p.Name, Profiles = A(e, "profiles"), Image = S(e, "image"), ContainerName = S(e, "container_name"), Scale = G(e, "scale") is { } sc ? sc.GetInt32() : null, Attach = NB(e, "attach"),
        Build = G(e, "build") is { } b ? new Build { Context = S(b, "context"), Dockerfile = S(b, "dockerfile"), DockerfileInline = S(b, "dockerfile_inline"), Args = MN(b, "args"), Tags = A(b, "tags"), Labels = M(b, "labels"), Target = S(b, "target"), Network = S(b, "network"), NoCache = B(b, "no_cache"), Pull = B(b, "pull") } : null,
        DependsOn = Obj(e, "depends_on").ToDictionary(d => d.Name, d => new ServiceDependency { Condition = S(d.Value, "condition")!, Restart = B(d.Value, "restart"), Required = B(d.Value, "required") }),
        Networks = Obj(e, "networks").ToDictionary(d => d.Name, d => d.Value.ValueKind == System.Text.Json.JsonValueKind.Null ? null : new ServiceNetwork { Aliases = A(d.Value, "aliases"), Priority = (int)L(d.Value, "priority"), GatewayPriority = (int)L(d.Value, "gw_priority"), IPv4Address = S(d.Value, "ipv4_address"), IPv6Address = S(d.Value, "ipv6_address"), MacAddress = S(d.Value, "mac_address"), LinkLocalIPs = A(d.Value, "link_local_ips"), InterfaceName = S(d.Value, "interface_name"), DriverOptions = M(d.Value, "driver_opts") }),
        Volumes = [.. Arr(e, "volumes").Select(v => new ServiceVolume { Type = S(v, "type")!, Source = S(v, "source"), Target = S(v, "target")!, ReadOnly = B(v, "read_only"), Bind = G(v, "bind") is { } bi ? new ServiceVolumeBind { CreateHostPath = B(bi, "create_host_path"), SELinux = S(bi, "selinux"), Propagation = S(bi, "propagation"), Recursive = S(bi, "recursive") } : null, Volume = G(v, "volume") is { } vo ? new ServiceVolumeVolume { NoCopy = B(vo, "nocopy"), Subpath = S(vo, "subpath"), Labels = M(vo, "labels") } : null, Tmpfs = G(v, "tmpfs") is { } tm ? new ServiceVolumeTmpfs { Size = L(tm, "size"), Mode = (int)L(tm, "mode") } : null })],
        VolumesFrom = A(e, "volumes_from"), Ports = [.. Arr(e, "ports").Select(x => new ServicePort { Target = (int)L(x, "target"), Published = S(x, "published"), HostIP = S(x, "host_ip"), Protocol = S(x, "protocol")! })], Expose = A(e, "expose"), NetworkMode = S(e, "network_mode"), Ipc = S(e, "ipc"), Pid = S(e, "pid"), Links = A(e, "links"), ExternalLinks = A(e, "external_links"), Labels = M(e, "labels"), Platform = S(e, "platform"), PullPolicy = S(e, "pull_policy"), Secrets = F(e, "secrets"), Configs = F(e, "configs"), ReadOnly = B(e, "read_only"), PostStart = H(e, "post_start"), PreStop = H(e, "pre_stop"), Hostname = S(e, "hostname"), DomainName = S(e, "domainname"), User = S(e, "user"), Tty = B(e, "tty"), StdinOpen = B(e, "stdin_open"), Command = NL(e, "command"), Entrypoint = NL(e, "entrypoint"), WorkingDirectory = S(e, "working_dir"), StopSignal = S(e, "stop_signal"), StopGracePeriod = T(e, "stop_grace_period"), Environment = MN(e, "environment"),
        HealthCheck = G(e, "healthcheck") is { } hc ? new HealthCheck { Test = NL(hc, "test"), Disable = B(hc, "disable"), Interval = T(hc, "interval"), Timeout = T(hc, "timeout"), StartPeriod = T(hc, "start_period"), StartInterval = T(hc, "start_interval"), Retries = (int)L(hc, "retries") } : null,
        Logging = G(e, "logging") is { } lg ? new Logging { Driver = S(lg, "driver"), Options = M(lg, "options") } : null, CapAdd = A(e, "cap_add"), CapDrop = A(e, "cap_drop"), Dns = A(e, "dns"), DnsOptions = A(e, "dns_opt"), DnsSearch = A(e, "dns_search"), ExtraHosts = A(e, "extra_hosts").GroupBy(x => x.Split('=')[0]).ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.Select(x => x.Split('=', 2)[1])]), GroupAdd = A(e, "group_add"), Privileged = B(e, "privileged"), SecurityOpt = A(e, "security_opt"), Tmpfs = A(e, "tmpfs"), ShmSize = L(e, "shm_size"), Sysctls = M(e, "sysctls"), Init = NB(e, "init"), Restart = S(e, "restart"), MemLimit = L(e, "mem_limit"), Cpus = double.TryParse(S(e, "cpus"), out var cp) ? cp : 0, PidsLimit = L(e, "pids_limit"), Devices = [.. Arr(e, "devices").Select(d => new DeviceMapping { Source = S(d, "source")!, Target = S(d, "target")!, Permissions = S(d, "permissions")! })],
        Deploy = G(e, "deploy") is { } dp ? new Deploy { Replicas = G(dp, "replicas") is { } rp ? rp.GetInt32() : null, Resources = G(dp, "resources") is { } rs ? new DeployResources { Limits = G(rs, "limits") is { } li ? new Resource { Memory = L(li, "memory"), Cpus = double.TryParse(S(li, "cpus"), out var c2) ? c2 : 0 } : null } : null } : null,
        Ulimits = Obj(e, "ulimits").ToDictionary(u => u.Name, u => u.Value.ValueKind == System.Text.Json.JsonValueKind.Number ? new Ulimit { Single = u.Value.GetInt64() } : new Ulimit { Soft = L(u.Value, "soft"), Hard = L(u.Value, "hard") }), }; }
    public static Project Load(IEnumerable<string> args, IReadOnlyList<string> services)
    {
        var psi = new System.Diagnostics.ProcessStartInfo("/opt/peers/cli-plugins/docker-compose") { RedirectStandardOutput = true };
        foreach (var a in args) psi.ArgumentList.Add(a); foreach (var a in new[] { "config", "--format", "json" }) psi.ArgumentList.Add(a); foreach (var s in services) psi.ArgumentList.Add(s);
        using var proc = System.Diagnostics.Process.Start(psi)!; var text = proc.StandardOutput.ReadToEnd(); proc.WaitForExit(); if (proc.ExitCode != 0) throw new Gantry.Oci.Errors.GantryException(Gantry.Oci.Errors.ErrorKind.Invalid, "config failed");
        var e = System.Text.Json.JsonDocument.Parse(text).RootElement; var cwd = System.IO.Directory.GetCurrentDirectory();
        return new Project { Name = S(e, "name")!, WorkingDirectory = cwd, ComposeFiles = [cwd + "/compose.yaml"], Services = Obj(e, "services").ToDictionary(p => p.Name, p => Svc(p, p.Value.GetRawText())),
            Networks = Obj(e, "networks").ToDictionary(p => p.Name, p => new Network { Raw = p.Value.GetRawText(), Name = S(p.Value, "name")!, External = B(p.Value, "external"), Driver = S(p.Value, "driver"), DriverOptions = M(p.Value, "driver_opts"), Labels = M(p.Value, "labels"), Internal = B(p.Value, "internal"), Ipam = G(p.Value, "ipam") is { } ip ? new Ipam { Driver = S(ip, "driver"), Config = [.. Arr(ip, "config").Select(c => new IpamPool { Subnet = S(c, "subnet"), Gateway = S(c, "gateway"), IPRange = S(c, "ip_range") })] } : null }),
            Volumes = Obj(e, "volumes").ToDictionary(p => p.Name, p => new Volume { Raw = p.Value.GetRawText(), Name = S(p.Value, "name")!, External = B(p.Value, "external"), Driver = S(p.Value, "driver"), DriverOptions = M(p.Value, "driver_opts"), Labels = M(p.Value, "labels") }), Secrets = FO(e, "secrets"), Configs = FO(e, "configs"),
            Environment = System.Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(x => (string)x.Key, x => (string)x.Value!) };
    }
}
