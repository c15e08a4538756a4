using Gantry.Compose.Model;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Binding;

/// <summary>Reads networks, volumes, configs, secrets and models.</summary>
internal static class ResourceReader
{
    /// <summary>The attribute under which the value of a secret's variable is kept.</summary>
    public const string SecretValue = "x-#value";

    public static Network Network(string key, MapNode map) => new()
    {
        Name = map.String("name") ?? "",
        Driver = map.String("driver"),
        DriverOptions = map.Mapping("driver_opts"),
        Ipam = map.Part("ipam", Ipam),
        External = map.Bool("external"),
        Internal = map.Bool("internal"),
        Attachable = map.Bool("attachable"),
        Labels = map.Mapping("labels"),
        EnableIPv4 = map.OptionalBool("enable_ipv4"),
        EnableIPv6 = map.OptionalBool("enable_ipv6"),
        Extensions = map.Extensions(),
    };

    public static Volume Volume(string key, MapNode map) => new()
    {
        Name = map.String("name") ?? "",
        Driver = map.String("driver"),
        DriverOptions = map.Mapping("driver_opts"),
        External = map.Bool("external"),
        Labels = map.Mapping("labels"),
        Extensions = map.Extensions(),
    };

    public static FileObject File(MapNode map) => new()
    {
        Name = map.String("name") ?? "",
        File = map.String("file"),
        Environment = map.String("environment"),
        Content = map.String(SecretValue) ?? map.String("content"),
        External = map.Bool("external"),
        Labels = map.Mapping("labels"),
        Driver = map.String("driver"),
        DriverOptions = map.Mapping("driver_opts"),
        TemplateDriver = map.String("template_driver"),
        Extensions = map.Extensions().Where(entry => entry.Key != SecretValue).ToDictionary(),
    };

    public static AiModel Model(MapNode map) => new()
    {
        Name = map.String("name"),
        Model = map.String("model"),
        ContextSize = map.Int("context_size"),
        RuntimeFlags = map.Texts("runtime_flags"),
        Extensions = map.Extensions(),
    };

    private static Ipam Ipam(MapNode map) => new()
    {
        Driver = map.String("driver"),
        Config = map.Each("config", pool => new IpamPool
        {
            Subnet = pool.String("subnet"),
            Gateway = pool.String("gateway"),
            IPRange = pool.String("ip_range"),
            AuxiliaryAddresses = pool.Mapping("aux_addresses"),
            Extensions = pool.Extensions(),
        }),
        Extensions = map.Extensions(),
    };
}
