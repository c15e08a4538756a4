using Gantry.Compose.Model;
using Gantry.Compose.Rendering;
using Gantry.Compose.Tree;

namespace Gantry.Cli.Compose.Builds;

/// <summary>The builds of a project as a file for <c>docker buildx bake</c>, as Docker's Compose writes it.</summary>
internal static class BakeFile
{
    private const string OtherService = "service:";

    /// <param name="project">The project, with the services that others are built with.</param>
    /// <param name="choice">What was asked for.</param>
    /// <param name="push">Whether images that have a name in the file are to be sent to their registries.</param>
    /// <returns>The file with its last line end; null where nothing is to be built.</returns>
    public static string? Of(Project project, BuildChoice choice, bool push)
    {
        var all = project.Services.Values.Where(service => service.Build is not null).OrderBy(service => TargetName(service.Name), StringComparer.Ordinal).ToList();
        var chosen = choice.Services.Count == 0 || choice.WithDependencies ? all : [.. WithContexts(all, choice.Services)];
        if (chosen.Count == 0)
            return null;
        var targets = new MapNode();
        foreach (var service in all)
            targets[TargetName(service.Name)] = Target(project, service, choice, push && !string.IsNullOrEmpty(service.Image));
        return GoJson.Indented(Map(
            ("group", Map(("default", Map(("targets", List(chosen.Select(service => TargetName(service.Name)))))))), ("target", targets))) + "\n";
    }

    /// <summary>The services that were named, and those whose images they are built with.</summary>
    public static IEnumerable<Service> WithContexts(List<Service> all, IReadOnlyList<string> names)
    {
        var wanted = new HashSet<string>(names, StringComparer.Ordinal);
        var open = new Stack<string>(names);
        while (open.TryPop(out var name))
        {
            foreach (var context in all.Find(service => service.Name == name)?.Build?.AdditionalContexts.Values ?? [])
            {
                if (context.StartsWith(OtherService, StringComparison.Ordinal) && wanted.Add(context[OtherService.Length..]))
                    open.Push(context[OtherService.Length..]);
            }
        }

        return all.Where(service => wanted.Contains(service.Name));
    }

    /// <summary>The services whose images a project's services are built with and that the project lacks.</summary>
    public static IReadOnlyList<string> MissingContexts(Project project) =>
    [
        .. project.Services.Values.SelectMany(service => service.Build?.AdditionalContexts.Values ?? [])
            .Where(context => context.StartsWith(OtherService, StringComparison.Ordinal)).Select(context => context[OtherService.Length..])
            .Where(name => !project.Services.ContainsKey(name)).Distinct(),
    ];

    private static MapNode Target(Project project, Service service, BuildChoice choice, bool push)
    {
        var build = service.Build!;
        var platforms = PlatformsOf(service);
        return Map(
            ("context", Text(build.Context)),
            ("contexts", Mapping(build.AdditionalContexts.Select(entry => KeyValuePair.Create(entry.Key, Context(entry.Value))))),
            ("dockerfile", Text(string.IsNullOrEmpty(build.DockerfileInline) ? DockerfileOf(build) : null)),
            ("dockerfile-inline", Text(Escaped(build.DockerfileInline))),
            ("args", Mapping(BuildRequest.Arguments(project, build, choice).Select(argument => KeyValuePair.Create(argument.Key, Escaped(argument.Value)!)))),
            ("labels", Mapping(BuildRequest.Labels(project, service))),
            ("tags", List([.. build.Tags, service.ImageName(project.Name)])),
            ("cache-from", List(build.CacheFrom)),
            ("cache-to", List(build.CacheTo)),
            ("target", Text(build.Target)),
            ("secret", List(build.Secrets.Select(secret => Secret(project, secret)))),
            ("ssh", List([.. build.Ssh.Select(key => $"{key.Id}={key.Path}"), .. Agent(choice.Ssh)])),
            ("platforms", List(platforms)),
            ("pull", Flag(build.Pull || choice.Pull)),
            ("no-cache", Flag(build.NoCache || choice.NoCache)),
            ("network", Text(build.Network)),
            ("shm-size", Text(build.ShmSize > 0 ? $"{build.ShmSize}" : null)),
            ("ulimits", List(build.Ulimits.OrderBy(limit => limit.Key, StringComparer.Ordinal).Select(limit => Limit(limit.Key, limit.Value)))),
            ("call", Text(choice.Check ? "lint" : null)),
            ("entitlements", List(build.Privileged ? [.. build.Entitlements, "security.insecure"] : build.Entitlements)),
            ("extra-hosts", Mapping(build.ExtraHosts.Select(host => KeyValuePair.Create(host.Key, string.Join(',', host.Value))))),
            ("output", choice.Check ? null : List([platforms.Count > 1 ? $"type=image,push={(push ? "true" : "false")}" : push ? "type=registry" : "type=docker"])),
            ("attest", List(Attestations(build))));
    }

    /// <summary>What a service's image is built for; empty: what the builder is made for.</summary>
    public static IReadOnlyList<string> PlatformsOf(Service service) =>
        service.Build!.Platforms.Count > 0 ? service.Build.Platforms : string.IsNullOrEmpty(service.Platform) ? [] : [service.Platform];

    /// <summary>A service's name as that of a target.</summary>
    public static string TargetName(string service) => service.Replace('.', '_');

    private static string Context(string context) =>
        context.StartsWith(OtherService, StringComparison.Ordinal) ? "target:" + TargetName(context[OtherService.Length..]) : context;

    /// <summary>The service whose image a context is; null: it is none's.</summary>
    public static string? ServiceOf(string context) => context.StartsWith(OtherService, StringComparison.Ordinal) ? context[OtherService.Length..] : null;

    /// <summary>The path of a Dockerfile; null: the usual one.</summary>
    public static string? DockerfileOf(Gantry.Compose.Model.Build build) => build.Context is { } context && context.StartsWith('/') && build.Dockerfile is { Length: > 0 } file
        ? Path.GetFullPath(file, context)
        : build.Dockerfile;

    /// <summary>The name a step asks for a secret by.</summary>
    public static string SecretId(FileReference use) => string.IsNullOrEmpty(use.Target) ? use.Source : use.Target;

    private static string Secret(Project project, FileReference use)
    {
        var id = SecretId(use);
        var source = project.Secrets.GetValueOrDefault(use.Source);
        return string.IsNullOrEmpty(source?.Environment) ? $"id={id},type=file,src={source?.File}" : $"id={id},type=env,env={source.Environment}";
    }

    /// <summary>A limit as it is written on command lines.</summary>
    public static string Limit(string name, Ulimit limit) => limit.Single != 0 ? $"{name}={limit.Single}" : $"{name}={limit.Soft}:{limit.Hard}";

    private static IEnumerable<string> Attestations(Gantry.Compose.Model.Build build)
    {
        foreach (var (kind, wish) in new[] { ("provenance", build.Provenance), ("sbom", build.Sbom) })
        {
            if (wish is not (null or "" or "false"))
                yield return wish == "true" ? $"type={kind}" : $"type={kind},{wish}";
        }
    }

    private static IEnumerable<string> Agent(string agent) => agent.Length == 0 ? [] : [agent.Contains('=') ? agent : agent + "="];

    /// <summary>Bake replaces variables itself, but there are none any more.</summary>
    private static string? Escaped(string? text) => text?.Replace("${", "$${", StringComparison.Ordinal);

    private static ScalarNode? Text(string? text) => string.IsNullOrEmpty(text) ? null : new ScalarNode(text);

    private static ScalarNode? Flag(bool flag) => flag ? new ScalarNode(true) : null;

    private static ListNode? List(IEnumerable<string> texts) => texts.Select(text => new ScalarNode(text)).ToList() is { Count: > 0 } nodes ? new ListNode(nodes) : null;

    private static MapNode? Mapping(IEnumerable<KeyValuePair<string, string>> entries)
    {
        var map = Map([.. entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => (entry.Key, (Node?)new ScalarNode(entry.Value)))]);
        return map.Count > 0 ? map : null;
    }

    private static MapNode Map(params (string Key, Node? Value)[] entries)
    {
        var map = new MapNode();
        foreach (var (key, value) in entries)
        {
            if (value is not null)
                map[key] = value;
        }

        return map;
    }
}
