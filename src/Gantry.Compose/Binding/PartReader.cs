using Gantry.Compose.Model;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Binding;

/// <summary>Reads the smaller parts of a service.</summary>
internal static class PartReader
{
    /// <summary>A command: a list of words, a line to split, or null when it is missing.</summary>
    public static IReadOnlyList<string>? Command(MapNode map, string key)
    {
        if (map.Get(key) is not { } command)
            return null;
        try
        {
            return command is ListNode ? map.Texts(key) : ShellWords.Split(command.ToString()!);
        }
        catch (FormatException wrong)
        {
            throw new BindingException(key, wrong.Message, command.At);
        }
    }

    public static FileReference FileReference(MapNode map) => new()
    {
        Source = map.String("source") ?? "",
        Target = map.String("target"),
        User = map.String("uid"),
        Group = map.String("gid"),
        Mode = Mode(map),
        Extensions = map.Extensions(),
    };

    public static CredentialSpec CredentialSpec(MapNode map) => new()
    {
        Config = map.String("config"),
        File = map.String("file"),
        Registry = map.String("registry"),
        Extensions = map.Extensions(),
    };

    public static ServiceDependency Dependency(MapNode map) => new()
    {
        Condition = map.String("condition") ?? "",
        Restart = map.Bool("restart"),
        Required = map.Bool("required"),
        Extensions = map.Extensions(),
    };

    public static DeviceMapping Device(MapNode map) => new()
    {
        Source = map.String("source") ?? "",
        Target = map.String("target") ?? "",
        Permissions = map.String("permissions") ?? "",
        Extensions = map.Extensions(),
    };

    public static ServiceProvider Provider(MapNode map) => new()
    {
        Type = map.String("type"),
        Options = map.Map("options")?.Entries.ToDictionary(entry => entry.Key, entry => map.Map("options")!.Texts(entry.Key)) ?? [],
        Extensions = map.Extensions(),
    };

    public static EnvFile EnvFile(MapNode map) => new() { Path = map.String("path") ?? "", Required = map.Bool("required"), Format = map.String("format") };

    public static HealthCheck HealthCheck(MapNode map) => new()
    {
        Test = map.Get("test") is ScalarNode line ? ["CMD-SHELL", line.ToString()] : map.Get("test") is null ? null : map.Texts("test"),
        Timeout = map.Duration("timeout"),
        Interval = map.Duration("interval"),
        Retries = map.OptionalInt("retries"),
        StartPeriod = map.Duration("start_period"),
        StartInterval = map.Duration("start_interval"),
        Disable = map.Bool("disable"),
        Extensions = map.Extensions(),
    };

    public static Logging Logging(MapNode map) => new() { Driver = map.String("driver"), Options = map.Mapping("options"), Extensions = map.Extensions() };

    public static ServiceModel? Model(MapNode? map) => map is null ? null : new()
    {
        EndpointVariable = map.String("endpoint_var"),
        ModelVariable = map.String("model_var"),
        Extensions = map.Extensions(),
    };

    public static ServiceNetwork? Network(MapNode? map) => map is null ? null : new()
    {
        Aliases = map.Texts("aliases"),
        DriverOptions = map.Mapping("driver_opts"),
        GatewayPriority = map.Int("gw_priority"),
        InterfaceName = map.String("interface_name"),
        IPv4Address = map.String("ipv4_address"),
        IPv6Address = map.String("ipv6_address"),
        LinkLocalIPs = map.Texts("link_local_ips"),
        MacAddress = map.String("mac_address"),
        Priority = map.Int("priority"),
        Extensions = map.Extensions(),
    };

    public static ServicePort Port(MapNode map) => new()
    {
        Name = map.String("name"),
        Mode = map.String("mode"),
        HostIP = map.String("host_ip"),
        Target = map.Int("target"),
        Published = map.String("published"),
        Protocol = map.String("protocol") ?? "",
        AppProtocol = map.String("app_protocol"),
        Extensions = map.Extensions(),
    };

    public static ServiceHook Hook(MapNode map) => new()
    {
        Command = Command(map, "command"),
        User = map.String("user"),
        Privileged = map.Bool("privileged"),
        WorkingDirectory = map.String("working_dir"),
        Environment = map.OptionalMapping("environment"),
        Extensions = map.Extensions(),
    };

    /// <summary>Permission bits: a number as it is, or a string of octal digits.</summary>
    private static int? Mode(MapNode map)
    {
        if (map.Get("mode") is not ScalarNode { Text: { } text } value)
            return map.OptionalInt("mode");
        return text.All(c => c is >= '0' and <= '7')
            ? Convert.ToInt32(text, 8)
            : throw new BindingException("mode", $"strconv.ParseInt: parsing \"{text}\": invalid syntax", value.At);
    }
}
