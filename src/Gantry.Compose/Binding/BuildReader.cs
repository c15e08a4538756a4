using Gantry.Compose.Model;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Binding;

/// <summary>Reads how an image is built and watched.</summary>
internal static class BuildReader
{
    public static Build Build(MapNode map) => new()
    {
        Context = map.String("context"),
        Dockerfile = map.String("dockerfile"),
        DockerfileInline = map.String("dockerfile_inline"),
        Entitlements = map.Texts("entitlements"),
        Args = map.OptionalMapping("args"),
        Provenance = map.String("provenance"),
        Sbom = map.String("sbom"),
        Ssh = [.. map.OptionalMapping("ssh").Select(key => new SshKey { Id = key.Key, Path = key.Value })],
        Labels = map.Mapping("labels"),
        CacheFrom = map.Texts("cache_from"),
        CacheTo = map.Texts("cache_to"),
        NoCache = map.Bool("no_cache"),
        AdditionalContexts = map.Mapping("additional_contexts"),
        Pull = map.Bool("pull"),
        ExtraHosts = map.Hosts("extra_hosts"),
        Isolation = map.String("isolation"),
        Network = map.String("network"),
        Target = map.String("target"),
        Secrets = map.Each("secrets", PartReader.FileReference),
        ShmSize = map.Bytes("shm_size"),
        Tags = map.Texts("tags"),
        Ulimits = ResourcesReader.Ulimits(map),
        Platforms = map.Texts("platforms"),
        Privileged = map.Bool("privileged"),
        Extensions = map.Extensions(),
    };

    public static Develop Develop(MapNode map) => new() { Watch = map.Each("watch", Trigger), Extensions = map.Extensions() };

    private static WatchTrigger Trigger(MapNode map) => new()
    {
        Path = map.String("path") ?? "",
        Action = map.String("action") ?? "",
        Target = map.String("target"),
        Exec = map.Part("exec", PartReader.Hook),
        Include = map.Texts("include"),
        Ignore = map.Texts("ignore"),
        InitialSync = map.Bool("initial_sync"),
        Extensions = map.Extensions(),
    };
}
