using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Containers;
using Gantry.Engine.Containers;
using Gantry.Engine.Hosting;
using Gantry.Engine.Runtimes;
using Gantry.Network;
using Gantry.Oci.Text;

namespace Gantry.Cli.Daemon;

/// <summary>The daemon's settings in dockerd's names: each a flag and a key of the configuration file.</summary>
internal sealed class DaemonFlags
{
    private static readonly EngineOptions Defaults = new();
    private static readonly string Certificates = Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/root", ".docker");
    private const string About = "Accepted for Docker's sake; changes nothing";
    private readonly List<Directive> all = [];

    public DaemonFlags()
    {
        AuthorizationPlugins = List("--authorization-plugin", "authorization-plugins", "Plugin that is asked whether a client may do what it wants");
        Bip = Text("--bip", "bip", "IPv4 address and network of the default bridge");
        AddressPools = Add("default-address-pools", Flag.ListOf("--default-address-pool", "pool-options", "Block of addresses networks that name no subnet are cut from (base=cidr,size=bits)", Pool), FileValue.AddressPools("default-address-pools"), pools => $"[{string.Join(' ', pools.Select(pool => $"{pool.Base}:{pool.Size}"))}]");
        FixedCidr = Text("--fixed-cidr", "fixed-cidr", "Part of the default bridge's subnet addresses are taken from");
        FixedCidrV6 = Text("--fixed-cidr-v6", "fixed-cidr-v6", "IPv6 subnet of the default bridge");
        IPv6 = Switch("--ipv6", "ipv6", "Give containers on the default bridge IPv6 addresses");
        Bridge = Text("-b, --bridge", "bridge", "Name of the default bridge", Defaults.BridgeName);
        CgroupParent = Text("--cgroup-parent", "cgroup-parent", "Parent cgroup of all containers", Defaults.CgroupParent);
        CdiDirectories = Add("cdi-spec-dirs", Flag.List("--cdi-spec-dir", "Directory of vendors' device specifications (default [/etc/cdi,/var/run/cdi])"), FileValue.List("cdi-spec-dirs"), texts => $"[{string.Join(' ', texts)}]");
        DataRoot = Text("--data-root", "data-root", "Directory of persistent state", Defaults.DataRoot);
        DefaultRuntime = Text("--default-runtime", "default-runtime", "OCI runtime of containers that name none", Defaults.DefaultRuntime);
        Debug = Switch("-D, --debug", "debug", "Log what helps to find a fault");
        CgroupnsMode = Text("--default-cgroupns-mode", "default-cgroupns-mode", "Cgroup namespace of containers that name none (\"host\" | \"private\")");
        IpcMode = Text("--default-ipc-mode", "default-ipc-mode", "IPC namespace of containers that name none (\"shareable\" | \"private\")", Defaults.IpcMode);
        ShmSize = Add("default-shm-size", Flag.Of("--default-shm-size", "bytes", "Size of /dev/shm in containers that name none", ByteSize.Parse, Defaults.ShmSize), FileValue.Bytes("default-shm-size"), size => $"{size}");
        Ulimits = Add("default-ulimits", Flag.ListOf("--default-ulimit", "ulimit", "Resource limit of containers that name none (name=soft[:hard])", Limit), FileValue.Ulimits("default-ulimits"), limits => $"[{string.Join(' ', limits.Select(limit => $"{limit.Name}={limit.Soft}:{limit.Hard}"))}]");
        Dns = List("--dns", "dns", "Name server for containers", Address, FileValue.Addresses("dns"), "ipSlice");
        DnsOptions = List("--dns-opt", "dns-opts", "Resolver option for containers");
        DnsSearch = List("--dns-search", "dns-search", "Search domain for containers");
        ExecRoot = Text("--exec-root", "exec-root", "Directory of what belongs to running processes", Defaults.ExecRoot);
        Features = List("--feature", "features", "Switch of a feature; buildkit=false has clients that can choose take the classic builder", file: FileValue.Switches("features"), word: "map");
        FirewallBackend = Text("--firewall-backend", "firewall-backend", "Through what the packet filter is spoken to (\"nftables\" | \"iptables\")", "nftables");
        ExecOptions = List("--exec-opt", "exec-opts", "Option of the runtime (native.cgroupdriver=cgroupfs)");
        HostGateway = List("--host-gateway-ip", "host-gateway-ips", "Address that host-gateway stands for in --add-host", Address, FileValue.Addresses("host-gateway-ips"));
        Ip6Tables = Switch("--ip6tables", "ip6tables", "Make rules of the packet filter for IPv6", on: true);
        IpForward = Switch("--ip-forward", "ip-forward", "Let the kernel forward packets", on: true);
        IpTables = Switch("--iptables", "iptables", "Make rules of the packet filter", on: true);
        IpForwardNoDrop = Switch("--ip-forward-no-drop", "ip-forward-no-drop", "Let the host forward packets between other networks too where the daemon made it forward");
        NetworkOptions = Add("default-network-opts", Flag.ListOf("--default-network-opt", "mapmap", "Driver option of networks that are created (driver=key=value)", DriverOption.Parse), FileValue.DriverOptions("default-network-opts"), DriverOption.Show);
        NoNewPrivileges = Switch("--no-new-privileges", "no-new-privileges", "Let containers that do not say gain no privileges");
        SeccompProfile = Text("--seccomp-profile", "seccomp-profile", "File with the filter of system calls of containers that name none, or \"unconfined\"", "builtin");
        SelinuxEnabled = Switch("--selinux-enabled", "selinux-enabled", "Label containers for SELinux");
        StorageDriver = Text("-s, --storage-driver", "storage-driver", "How layers are laid over one another (\"overlay2\")");
        StorageOptions = List("--storage-opt", "storage-opts", "Option of the storage driver; overlay2 takes none here");
        Indifferent =
        [
            Switch("--allow-direct-routing", "allow-direct-routing", About), List("--allow-nondistributable-artifacts", "allow-nondistributable-artifacts", About), Text("--containerd", "containerd", About), Text("--containerd-namespace", "containerd-namespace", About),
            Text("--containerd-plugins-namespace", "containerd-plugins-namespace", About), Switch("--cri-containerd", "cri-containerd", About), Switch("--experimental", "experimental", About),
            Number("--network-control-plane-mtu", "network-control-plane-mtu", About, Defaults.Mtu), List("--node-generic-resource", "node-generic-resources", About),
            Switch("--raw-logs", "raw-logs", About), Text("--swarm-default-advertise-addr", "swarm-default-advertise-addr", About),
            Switch("--userland-proxy", "userland-proxy", About, on: true), Text("--userland-proxy-path", "userland-proxy-path", About),
        ];
        Group = Text("-G, --group", "group", "Group that may use the unix socket", "docker");
        Hosts = List("-H, --host", "hosts", "Address to listen on, unix://, tcp:// or fd://", ListenAddress.Check);
        Icc = Switch("--icc", "icc", "Let containers on the default bridge reach each other", on: true);
        Init = Switch("--init", "init", "Run a small init in containers that forwards signals and reaps processes");
        InitPath = Text("--init-path", "init-path", "The init program, docker-init or another that is static");
        Ip = Add("ip", Flag.Text("--ip", "Host address of published ports that name none", "0.0.0.0", "ip"), FileValue.Text("ip"), text => text);
        IpMasquerade = Switch("--ip-masq", "ip-masq", "Hide addresses of the default bridge behind the host's", on: true);
        Labels = List("--label", "labels", "Label of the daemon (key=value)", Label);
        LiveRestore = Switch("--live-restore", "live-restore", "Let containers run on when the daemon stops", on: true);
        LogDriver = Text("--log-driver", "log-driver", "Log driver of containers that name none", "json-file");
        LogLevel = Text("-l, --log-level", "log-level", "What to log (\"debug\"|\"info\"|\"warn\"|\"error\"|\"fatal\")", "info");
        LogOptions = List("--log-opt", "log-opts", "Option of the default log driver (name=value)", file: FileValue.Options("log-opts"), word: "map");
        InsecureRegistries = List("--insecure-registry", "insecure-registries", "Registry, or block of addresses, that need not prove who it is");
        MaxAttempts = Number("--max-download-attempts", "max-download-attempts", "Times a broken download is taken up", Defaults.Registry.MaxAttempts);
        MaxDownloads = Number("--max-concurrent-downloads", "max-concurrent-downloads", "Layers of an image that are pulled at once", Defaults.Registry.MaxDownloads);
        MaxUploads = Number("--max-concurrent-uploads", "max-concurrent-uploads", "Layers of an image that are pushed at once", Defaults.Registry.MaxUploads);
        Runtimes = Add("runtimes", Flag.ListOf("--add-runtime", "runtime", "Another OCI runtime with runc's command line (name=path)", Runtime), FileValue.Runtimes("runtimes"), runtimes => $"map[{string.Join(' ', runtimes.Select(runtime => $"{runtime.Name}:{{{runtime.Path}}}"))}]");
        RegistryMirrors = List("--registry-mirror", "registry-mirrors", "Address to ask before docker.io", Mirror);
        HttpProxy = Text("--http-proxy", "http-proxy", "Proxy by which registries of scheme http are reached");
        HttpsProxy = Text("--https-proxy", "https-proxy", "Proxy by which registries of scheme https are reached");
        NoProxy = Text("--no-proxy", "no-proxy", "Hosts that are reached without a proxy, separated by commas");
        MetricsAddress = Text("--metrics-addr", "metrics-addr", "Address and port of the metrics for Prometheus; none if empty");
        Mtu = Add("mtu", Flag.Number("--mtu", "Bytes in a packet on the default bridge", Defaults.Mtu), FileValue.Number("mtu"), number => $"{number}");
        PidFile = Text("-p, --pidfile", "pidfile", "File with the daemon's process ID", "/run/gantry.pid");
        ShutdownTimeout = Add("shutdown-timeout", Flag.Number("--shutdown-timeout", "Seconds containers have to end when the daemon stops them", Defaults.ShutdownTimeoutSeconds), FileValue.Number("shutdown-timeout"), number => $"{number}");
        Tls = Switch("--tls", "tls", "Encrypt TCP connections; implied by --tlsverify");
        TlsAuthority = Text("--tlscacert", "tlscacert", "Authority that clients prove their certificate with", Path.Combine(Certificates, "ca.pem"));
        TlsCertificate = Text("--tlscert", "tlscert", "Certificate of the daemon", Path.Combine(Certificates, "cert.pem"));
        TlsKey = Text("--tlskey", "tlskey", "Key of the certificate", Path.Combine(Certificates, "key.pem"));
        TlsVerify = Switch("--tlsverify", "tlsverify", "Encrypt TCP connections and let in only who proves a certificate");
        UserRemap = Text("--userns-remap", "userns-remap", "User, or user:group, whose subordinate ids containers have in user namespaces of their own (\"default\": dockremap)");
    }

    public Directive<IReadOnlyList<DefaultAddressPool>> AddressPools { get; }
    public Directive<IReadOnlyList<string>> AuthorizationPlugins { get; }
    public Directive<string> Bip { get; }
    public Directive<string> Bridge { get; }
    public Directive<IReadOnlyList<string>> CdiDirectories { get; }
    public Directive<string> CgroupParent { get; }
    public Directive<string> CgroupnsMode { get; }
    public Directive<string> DataRoot { get; }
    public Directive<bool> Debug { get; }
    public Directive<string> DefaultRuntime { get; }
    public Directive<IReadOnlyList<string>> Dns { get; }
    public Directive<IReadOnlyList<string>> DnsOptions { get; }
    public Directive<IReadOnlyList<string>> DnsSearch { get; }
    public Directive<IReadOnlyList<string>> ExecOptions { get; }
    public Directive<string> ExecRoot { get; }
    public Directive<string> FixedCidr { get; }
    public Directive<string> FixedCidrV6 { get; }
    public Directive<string> FirewallBackend { get; }
    public Directive<string> Group { get; }
    public Directive<IReadOnlyList<string>> Hosts { get; }
    public Directive<IReadOnlyList<string>> HostGateway { get; }
    public Directive<string> HttpProxy { get; }
    public Directive<string> HttpsProxy { get; }
    public Directive<IReadOnlyList<string>> Features { get; }
    public Directive<bool> Icc { get; }
    public Directive<bool> Init { get; }
    public Directive<string> InitPath { get; }
    /// <summary>Settings of Docker's daemon that are about parts this one does not have.</summary>
    public IReadOnlyList<Directive> Indifferent { get; }

    public Directive<string> Ip { get; }
    public Directive<bool> Ip6Tables { get; }
    public Directive<bool> IpForward { get; }
    public Directive<bool> IpForwardNoDrop { get; }
    public Directive<bool> IpTables { get; }
    public Directive<bool> IPv6 { get; }
    public Directive<string> IpcMode { get; }
    public Directive<bool> IpMasquerade { get; }
    public Directive<IReadOnlyList<string>> Labels { get; }
    public Directive<IReadOnlyList<string>> InsecureRegistries { get; }
    public Directive<long> MaxAttempts { get; }
    public Directive<long> MaxDownloads { get; }
    public Directive<long> MaxUploads { get; }
    public Directive<IReadOnlyList<string>> RegistryMirrors { get; }
    public Directive<bool> LiveRestore { get; }
    public Directive<string> LogDriver { get; }
    public Directive<string> LogLevel { get; }
    public Directive<IReadOnlyList<string>> LogOptions { get; }
    public Directive<string> MetricsAddress { get; }
    public Directive<long> Mtu { get; }
    public Directive<IReadOnlyList<DriverOption>> NetworkOptions { get; }
    public Directive<bool> NoNewPrivileges { get; }
    public Directive<string> NoProxy { get; }
    public Directive<string> PidFile { get; }
    public Directive<IReadOnlyList<RuntimeEntry>> Runtimes { get; }
    public Directive<string> SeccompProfile { get; }
    public Directive<bool> SelinuxEnabled { get; }
    public Directive<long> ShmSize { get; }
    public Directive<long> ShutdownTimeout { get; }
    public Directive<string> StorageDriver { get; }
    public Directive<IReadOnlyList<string>> StorageOptions { get; }
    public Directive<bool> Tls { get; }
    public Directive<string> TlsAuthority { get; }
    public Directive<string> TlsCertificate { get; }
    public Directive<string> TlsKey { get; }
    public Directive<bool> TlsVerify { get; }
    public Directive<IReadOnlyList<Ulimit>> Ulimits { get; }
    public Directive<string> UserRemap { get; }

    /// <summary>Everything that may stand in the file.</summary>
    public IReadOnlyList<Directive> All => all;

    private Directive<string> Text(string names, string key, string about, string fallback = "") =>
        Add(key, Flag.Text(names, about, fallback), FileValue.Text(key), text => text);

    private Directive<long> Number(string names, string key, string about, long fallback) =>
        Add(key, Flag.Number(names, about, fallback), FileValue.Number(key), number => $"{number}");

    private Directive<bool> Switch(string names, string key, string about, bool on = false) =>
        Add(key, Flag.Switch(names, about, on), FileValue.Switch(key), flag => flag ? "true" : "false");

    private Directive<IReadOnlyList<string>> List(
        string names, string key, string about, Func<string, string>? check = null, Func<JsonElement, IReadOnlyList<string>>? file = null, string word = "list") =>
        Add(key, Flag.List(names, about, check, word), file ?? FileValue.List(key), texts => word == "map" ? $"map[{Shown(texts)}]" : $"[{string.Join(' ', texts)}]");

    private static string Shown(IReadOnlyList<string> options) =>
        string.Join(' ', options.Select(option => option.Split('=', 2)).Select(pair => $"{pair[0]}:{(pair.Length > 1 ? pair[1] : "")}").Order(StringComparer.Ordinal));

    private Directive<T> Add<T>(string key, Option<T> flag, Func<JsonElement, T> read, Func<T, string> show)
    {
        var directive = new Directive<T>(key, flag, read, show);
        all.Add(directive);
        return directive;
    }

    private static Ulimit Limit(string text)
    {
        var limit = UlimitSpec.Parse(text);
        return new Ulimit { Name = limit.Name, Soft = limit.Soft, Hard = limit.Hard };
    }

    private static RuntimeEntry Runtime(string text) => text.Split('=', 2) switch
    {
        [{ Length: > 0 } name, _] when RuntimeEntry.Own.Contains(name) => throw new FormatException($"runtime name '{name}' is reserved"),
        [{ Length: > 0 } name, { Length: > 0 } path] => new RuntimeEntry(name, path, []),
        _ => throw new FormatException($"invalid runtime argument: {text}"),
    };

    private static DefaultAddressPool Pool(string text)
    {
        var pool = new DefaultAddressPool("", 0);
        foreach (var pair in text.Split(',').Select(part => part.Split('=', 2)))
            pool = pair switch
            {
                ["base", var block] => pool with { Base = block },
                ["size", var size] when int.TryParse(size, CultureInfo.InvariantCulture, out var bits) => pool with { Size = bits },
                ["size", var size] => throw new FormatException($"invalid size value: {size} (must be integer)"),
                _ => throw new FormatException($"invalid field '{string.Join('=', pair)}'"),
            };
        return pool;
    }

    /// <summary>A mirror is a scheme and a host, and nothing else (dockerd's rules).</summary>
    internal static string Mirror(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0) throw new FormatException($"invalid mirror: \"{text}\" is not a valid URI");
        if (uri.Scheme is not ("http" or "https")) throw new FormatException($"invalid mirror: unsupported scheme \"{uri.Scheme}\" in \"{text}\"");
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0) throw new FormatException($"invalid mirror: query or fragment at end of the URI \"{text}\"");
        if (uri.UserInfo.Length > 0) throw new FormatException($"invalid mirror: username/password not allowed in URI \"{uri.Scheme}://{uri.UserInfo.Split(':')[0]}:xxxxx@{text[(text.IndexOf('@', StringComparison.Ordinal) + 1)..]}\"");
        return text.EndsWith('/') ? text : text + "/";
    }

    private static string Label(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) > 0 ? text : throw new FormatException($"bad attribute format: {text}");

    private static string Address(string text) =>
        IPAddress.TryParse(text, out _) ? text : throw new FormatException($"invalid string being converted to IP address: {text}");
}
