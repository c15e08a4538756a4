using Gantry.Compose.Tree;

namespace Gantry.Compose.Normalization;

/// <summary>Adds what a project implies: the default network, dependencies, names, and where a build finds its Dockerfile.</summary>
/// <param name="environment">The variables that build arguments and environments without a value take theirs from.</param>
internal sealed class Normalizer(IReadOnlyDictionary<string, string> environment)
{
    private static readonly string[] Namespaces = ["network_mode", "ipc", "pid", "uts", "cgroup"];
    private static readonly string[] Resources = ["networks", "volumes", "configs", "secrets"];

    /// <summary>Rewrites <paramref name="root"/>, whose name is the project's.</summary>
    public void Apply(MapNode root)
    {
        AddDefaultNetwork(root);
        foreach (var (_, value) in root.Map("services")?.Entries ?? [])
            if (value is MapNode service)
                Service(service);
        foreach (var kind in Resources)
            if (root.Map(kind) is { } resources)
                Name(resources, root.Text("name") ?? "");
    }

    private void Service(MapNode service)
    {
        if (service.Text("pull_policy") == "if_not_present")
            service["pull_policy"] = Value("missing");
        if (service.Map("build") is { } build)
            Build(build);
        if (service["environment"] is { } variables)
            service["environment"] = Resolved(variables, keepEmpty: true);
        CleanTargets(service);
        AddDependencies(service);
    }

    private void Build(MapNode build)
    {
        if (build["context"] is null or { IsNull: true })
            build["context"] = Value(".");
        if (build["dockerfile"] is null or { IsNull: true } && build["dockerfile_inline"] is null or { IsNull: true })
            build["dockerfile"] = Value("Dockerfile");
        if (build["args"] is { } arguments)
            build["args"] = Resolved(arguments, keepEmpty: false);
    }

    /// <summary>Variables with the values of those that have none but are set.</summary>
    private Node Resolved(Node node, bool keepEmpty)
    {
        if (node is ListNode list)
        {
            var lines = list.Items.Select(item => item is ScalarNode { Text: { } text } && !text.Contains('=') ? Line(item, text, keepEmpty) : item);
            return new ListNode(lines.OfType<Node>()) { At = node.At };
        }
        if (node is not MapNode map)
            return node;
        var resolved = new MapNode { At = node.At };
        foreach (var (key, value) in map.Entries)
        {
            if (!value.IsNull)
                resolved[key] = value;
            else if (environment.TryGetValue(key, out var set))
                resolved[key] = Value(set);
            else if (keepEmpty)
                resolved[key] = value;
        }
        return resolved;
    }

    private Node? Line(Node item, string name, bool keepEmpty) =>
        environment.TryGetValue(name, out var value) ? Value($"{name}={value}") : keepEmpty ? item : null;

    private static void CleanTargets(MapNode service)
    {
        foreach (var mount in service.List("volumes")?.Items.OfType<MapNode>() ?? [])
            if (mount.Text("target") is { } target)
                mount["target"] = Value(CleanPath.Of(target));
    }

    private static void AddDependencies(MapNode service)
    {
        var needed = service.Map("depends_on") ?? new MapNode();
        foreach (var link in Texts(service, "links"))
            Need(needed, link.Split(':') is [var other, _] ? other : link, restart: true);
        foreach (var key in Namespaces)
            if (service.Text(key) is { } mode && mode.StartsWith("service:", StringComparison.Ordinal))
                Need(needed, mode["service:".Length..], restart: true);
        foreach (var source in Texts(service, "volumes_from"))
            if (!source.StartsWith("container:", StringComparison.Ordinal))
                Need(needed, source.Split(':')[0], restart: false);
        if (needed.Count > 0)
            service["depends_on"] = needed;
    }

    private static IEnumerable<string> Texts(MapNode map, string key) => map.List(key)?.Items.Select(item => item.ToString() ?? "") ?? [];

    private static void Need(MapNode needed, string service, bool restart)
    {
        if (!needed.Has(service))
            needed[service] = new MapNode { ["condition"] = Value("service_started"), ["restart"] = Value(restart), ["required"] = Value(true) };
    }

    /// <summary>Services without networks join the default one, which exists only when somebody does.</summary>
    private static void AddDefaultNetwork(MapNode root)
    {
        var used = false;
        foreach (var (_, value) in root.Map("services")?.Entries ?? [])
        {
            if (value is not MapNode service || service.Has("provider") || service.Has("network_mode"))
                continue;
            if (service.Map("networks") is not { Count: > 0 })
                service["networks"] = new MapNode { ["default"] = Value(null) };
            used |= service.Map("networks")!.Has("default");
        }
        if (!used || root.Map("networks")?.Has("default") == true)
            return;
        var networks = root.Map("networks") ?? new MapNode();
        networks["default"] = Value(null);
        root["networks"] = networks;
    }

    private static void Name(MapNode resources, string project)
    {
        foreach (var key in resources.Keys)
        {
            var resource = resources.Map(key) ?? new MapNode { At = resources[key]!.At };
            if (resource["name"] is null or { IsNull: true })
                resource["name"] = Value(resource["external"] is ScalarNode { Value: true } ? key : $"{project}_{key}");
            resources[key] = resource;
        }
    }

    private static ScalarNode Value(object? value) => new(value);
}
