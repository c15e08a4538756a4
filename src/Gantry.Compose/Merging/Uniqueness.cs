using Gantry.Compose.Loading;
using Gantry.Compose.Normalization;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Merging;

/// <summary>Lets later items of lists replace earlier ones of the same identity, like a variable or a port set twice.</summary>
internal static class Uniqueness
{
    private delegate string Identity(Node node, TreePath path);

    private static readonly PathTable<Identity> Lists = new(
        ("networks.*.labels", KeyOf),
        ("networks.*.ipam.options", KeyOf),
        ("services.*.annotations", KeyOf),
        ("services.*.build.args", KeyOf),
        ("services.*.build.additional_contexts", KeyOf),
        ("services.*.build.platform", KeyOf),
        ("services.*.build.tags", KeyOf),
        ("services.*.build.labels", KeyOf),
        ("services.*.cap_add", KeyOf),
        ("services.*.cap_drop", KeyOf),
        ("services.*.devices", DeviceOf),
        ("services.*.configs", (node, path) => MountOf(node, path, "")),
        ("services.*.deploy.labels", KeyOf),
        ("services.*.dns", KeyOf),
        ("services.*.dns_opt", KeyOf),
        ("services.*.dns_search", KeyOf),
        ("services.*.environment", KeyOf),
        ("services.*.env_file", EnvFileOf),
        ("services.*.expose", (node, _) => node.ToString() ?? ""),
        ("services.*.labels", KeyOf),
        ("services.*.links", KeyOf),
        ("services.*.networks.*.aliases", KeyOf),
        ("services.*.networks.*.link_local_ips", KeyOf),
        ("services.*.ports", PortOf),
        ("services.*.profiles", KeyOf),
        ("services.*.secrets", (node, path) => MountOf(node, path, "/run/secrets")),
        ("services.*.sysctls", KeyOf),
        ("services.*.tmpfs", KeyOf),
        ("services.*.volumes", VolumeOf));

    /// <summary>Leaves one item of each identity in the lists below <paramref name="node"/>.</summary>
    /// <exception cref="ComposeException">An item has no identity.</exception>
    public static void Enforce(Node node) => Enforce(node, TreePath.Root);

    private static void Enforce(Node node, TreePath path)
    {
        if (node is MapNode map)
            foreach (var (key, value) in map.Entries)
                Enforce(value, path.Next(key));
        else if (node is ListNode list && Lists.Find(path) is { } identity)
            Enforce(list, path, identity);
    }

    private static void Enforce(ListNode list, TreePath path, Identity identity)
    {
        var unique = new OrderedDictionary<string, Node>(StringComparer.Ordinal);
        for (var i = 0; i < list.Items.Count; i++)
            unique[identity(list.Items[i], path.Next($"[{i}]"))] = list.Items[i];
        list.Items.Clear();
        list.Items.AddRange(unique.Values);
    }

    private static string KeyOf(Node node, TreePath path)
    {
        if (node is not ScalarNode { Text: { } text })
            throw new ComposeException($"{path}: unexpected type {GoTypes.Name(node)} ({node.At})");
        return text.Split('=', 2)[0];
    }

    private static string VolumeOf(Node node, TreePath path) => node switch
    {
        MapNode map => map.Text("target") ?? throw new ComposeException($"service volume {path} is missing a mount target ({node.At})"),
        ScalarNode { Text: { } text } => VolumeSpec.Parse(text, node.At).Text("target") ?? "",
        _ => "",
    };

    private static string DeviceOf(Node node, TreePath path) => node switch
    {
        MapNode map => map.Text("target") ?? throw new ComposeException($"service device {path} is missing a mount target ({node.At})"),
        ScalarNode { Text: { } text } when text.Split(':') is var parts => parts.Length == 1 ? parts[0] : parts[1],
        _ => "",
    };

    private static string MountOf(Node node, TreePath path, string directory) => node switch
    {
        ScalarNode { Text: { } text } => $"{directory}/{text}",
        MapNode map => map.Text("target") ?? $"{directory}/{map["source"]}",
        _ => throw new ComposeException($"{path}: unexpected type {GoTypes.Name(node)} ({node.At})"),
    };

    private static string PortOf(Node node, TreePath path)
    {
        if (node is not MapNode map)
            return node.ToString() ?? "";
        var target = map["target"] ?? throw new ComposeException($"service ports {path} is missing a target port ({node.At})");
        return $"{map["host_ip"]?.ToString() ?? "0.0.0.0"}:{map["published"]}:{target}/{map["protocol"]?.ToString() ?? "tcp"}";
    }

    private static string EnvFileOf(Node node, TreePath path) => node switch
    {
        MapNode map => map.Text("path") ?? throw new ComposeException($"environment path attribute {path} is missing ({node.At})"),
        _ => node.ToString() ?? "",
    };
}
