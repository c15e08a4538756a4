using Gantry.Compose.Loading;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Normalization;

/// <summary>Writes the short forms of a file in their long form.</summary>
/// <param name="lenient">Whether short forms that cannot be read stay as they are, as when variables are not replaced.</param>
/// <param name="warn">Told of deprecated forms.</param>
internal sealed class LongForms(bool lenient, Action<string> warn)
{
    private PathTable<TreeWalk.Rule>? _rules;

    private PathTable<TreeWalk.Rule> Rules => _rules ??= new(
        ("services.*.build", Build),
        ("services.*.build.secrets.*", FileMount),
        ("services.*.build.provenance", Text),
        ("services.*.build.sbom", Text),
        ("services.*.build.additional_contexts", KeyValues),
        ("services.*.build.ssh", Ssh),
        ("services.*.depends_on", Dependencies),
        ("services.*.env_file", EnvFiles),
        ("services.*.label_file", AsList),
        ("services.*.extends", (node, path) => Wrapped(node, path, "service", "extends")),
        ("services.*.gpus", Gpus),
        ("services.*.networks", Names),
        ("services.*.models", Names),
        ("services.*.volumes.*", Mount),
        ("services.*.dns", AsList),
        ("services.*.devices.*", Device),
        ("services.*.secrets.*", FileMount),
        ("services.*.configs.*", FileMount),
        ("services.*.ports", Ports),
        ("services.*.ulimits.*", Limit),
        ("services.*.build.ulimits.*", Limit),
        ("services.*.develop.watch.*.ignore", AsList),
        ("services.*.develop.watch.*.include", AsList),
        ("volumes.*", External),
        ("networks.*", External),
        ("secrets.*", External),
        ("configs.*", External));

    /// <summary>Rewrites <paramref name="root"/> in place.</summary>
    /// <exception cref="ComposeException">A short form is malformed.</exception>
    public void Apply(MapNode root) => TreeWalk.Apply(root, TreePath.Root, Rules);

    private Node Build(Node node, TreePath path)
    {
        var build = Wrapped(node, path, "context", "build");
        return TreeWalk.Children(build, path, Rules);
    }

    private static Node Wrapped(Node node, TreePath path, string key, string what) => node switch
    {
        MapNode => node,
        ScalarNode { Text: not null } => new MapNode { At = node.At, [key] = node },
        _ => throw Wrong(node, path, what),
    };

    private static Node FileMount(Node node, TreePath path) => Wrapped(node, path, "source", "file mount");

    private static Node Limit(Node node, TreePath path) => node is MapNode or ScalarNode { Value: long } ? node : throw Wrong(node, path, "external");

    private static Node Text(Node node, TreePath path) => new ScalarNode(node.ToString()) { At = node.At };

    private static Node AsList(Node node, TreePath path) => node is ScalarNode { Text: not null } ? new ListNode([node]) { At = node.At } : node;

    private static Node Names(Node node, TreePath path)
    {
        if (node is not ListNode list)
            return node;
        var names = new MapNode { At = node.At };
        foreach (var item in list.Items)
            names[item.ToString() ?? ""] = new ScalarNode(null) { At = item.At };
        return names;
    }

    private Node KeyValues(Node node, TreePath path)
    {
        if (node is not ListNode list)
            return node;
        var map = new MapNode { At = node.At };
        foreach (var item in list.Items)
        {
            if (item.ToString()!.Split('=', 2) is [var key, var value])
                map[key] = new ScalarNode(value) { At = item.At };
            else
                return lenient ? node : throw new ComposeException($"{path}: invalid value {item}, expected key=value ({item.At})");
        }
        return map;
    }

    private static Node Ssh(Node node, TreePath path)
    {
        if (node is not ListNode list)
            return node is MapNode ? node : throw Wrong(node, path, "ssh");
        var keys = new MapNode { At = node.At };
        foreach (var item in list.Items)
        {
            var parts = item.ToString()!.Split('=', 2);
            if (parts.Length == 1 && parts[0] != "default")
                throw new ComposeException($"invalid ssh key \"{item}\" ({item.At})");
            keys[parts[0]] = new ScalarNode(parts.Length == 1 ? null : parts[1]) { At = item.At };
        }
        return keys;
    }

    private static Node Dependencies(Node node, TreePath path)
    {
        var map = node switch
        {
            MapNode given => given,
            ListNode list => Listed(list),
            _ => throw Wrong(node, path, "depend_on"),
        };
        foreach (var (name, value) in map.Entries)
        {
            var dependency = value as MapNode ?? throw new ComposeException($"{path}.{name}: unsupported value {value} ({value.At})");
            dependency["condition"] ??= new ScalarNode("service_started") { At = value.At };
            dependency["required"] ??= new ScalarNode(true) { At = value.At };
        }
        return map;
    }

    private static MapNode Listed(ListNode list)
    {
        var map = new MapNode { At = list.At };
        foreach (var item in list.Items)
            map[item.ToString() ?? ""] = new MapNode { At = item.At };
        return map;
    }

    private static Node EnvFiles(Node node, TreePath path)
    {
        var files = node switch
        {
            ListNode list => list,
            ScalarNode { Text: not null } => new ListNode([node]) { At = node.At },
            _ => throw Wrong(node, path, "env_file"),
        };
        for (var i = 0; i < files.Items.Count; i++)
        {
            var file = (MapNode)Wrapped(files.Items[i], path, "path", "env_file");
            file["required"] ??= new ScalarNode(true) { At = file.At };
            files.Items[i] = file;
        }
        return files;
    }

    private Node Gpus(Node node, TreePath path) => node switch
    {
        ScalarNode { Text: not null } => new ListNode([new MapNode { At = node.At, ["count"] = new ScalarNode("all") { At = node.At } }]) { At = node.At },
        ListNode => TreeWalk.Children(node, path, Rules),
        _ => throw Wrong(node, path, "gpus"),
    };

    private Node Mount(Node node, TreePath path)
    {
        if (node is not ScalarNode { Text: { } text })
            return node is MapNode ? node : throw Wrong(node, path, "service volume mount");
        try
        {
            var mount = VolumeSpec.Parse(text, node.At);
            mount["target"] = new ScalarNode(CleanPath.Of(mount.Text("target") ?? "")) { At = node.At };
            return mount;
        }
        catch (ComposeException) when (lenient)
        {
            return node;
        }
    }

    private Node Device(Node node, TreePath path)
    {
        if (node is not ScalarNode { Text: { } text })
            return node is MapNode ? node : throw Wrong(node, path, "service volume mount");
        var parts = text.Split(':');
        if (parts.Length > 3 && !lenient)
            throw new ComposeException($"confusing device mapping, please use long syntax: {text} ({node.At})");
        var target = parts.Length > 1 && parts[1].Length > 0 ? parts[1] : parts[0];
        return new MapNode
        {
            At = node.At,
            ["source"] = new ScalarNode(parts[0]) { At = node.At },
            ["target"] = new ScalarNode(target) { At = node.At },
            ["permissions"] = new ScalarNode(parts.Length == 3 ? parts[2] : "rwm") { At = node.At },
        };
    }

    private Node Ports(Node node, TreePath path)
    {
        if (node is not ListNode list)
            throw Wrong(node, path, "port");
        try
        {
            return new ListNode(list.Items.SelectMany(item => Port(item, path))) { At = node.At };
        }
        catch (ComposeException) when (lenient)
        {
            return node;
        }
    }

    private static IEnumerable<Node> Port(Node node, TreePath path) => node switch
    {
        MapNode => [node],
        ScalarNode { Value: string or long } => PortSpec.Parse(node.ToString()!, node.At),
        _ => throw Wrong(node, path, "port"),
    };

    /// <summary>An external resource, whose name the mapping form of external may give.</summary>
    private Node External(Node node, TreePath path)
    {
        if (node is not MapNode resource || resource["external"] is not MapNode external)
            return node;
        resource["external"] = new ScalarNode(true) { At = external.At };
        if (external["name"] is not { } name)
            return resource;
        warn($"{path}: external.name is deprecated. Please set name and external: true");
        if (resource["name"] is { } own && own.ToString() != name.ToString())
            throw new ComposeException($"{path}: name and external.name conflict; only use name ({name.At})");
        resource["name"] ??= name;
        return resource;
    }

    private static ComposeException Wrong(Node node, TreePath path, string what) => new($"{path}: invalid type {GoTypes.Name(node)} for {what} ({node.At})");
}
