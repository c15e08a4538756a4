using System.Net;
using Gantry.Compose.Loading;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Validation;

/// <summary>Checks what the schema cannot say of single values.</summary>
internal static class ValueChecks
{
    private static readonly PathTable<TreeWalk.Rule> Rules = new(
        ("volumes.*", External),
        ("configs.*", (node, path) => FileObject(node, path, ["file", "environment", "content"])),
        ("secrets.*", (node, path) => FileObject(node, path, ["file", "environment"])),
        ("services.*.ports.*", Port),
        ("services.*.volumes.*", ImageMount),
        ("services.*.develop.watch.*.path", Watched),
        ("services.*.deploy.resources.reservations.devices.*", Device),
        ("services.*.gpus.*", Device));

    /// <summary>Checks the values below <paramref name="root"/>.</summary>
    /// <exception cref="ComposeException">One is wrong.</exception>
    public static void Check(MapNode root) => TreeWalk.Apply(root, TreePath.Root, Rules);

    private static Node External(Node node, TreePath path)
    {
        if (node is not MapNode volume || volume["external"] is not ScalarNode { Value: true })
            return node;
        var conflict = volume.Keys.FirstOrDefault(key => key is not ("name" or "external") && !key.StartsWith("x-", StringComparison.Ordinal));
        return conflict is null ? node : throw Wrong(node, $"{path}: conflicting parameters \"external\" and \"{conflict}\" specified");
    }

    private static Node FileObject(Node node, TreePath path, string[] sources)
    {
        if (node is not MapNode file)
            return node;
        var given = sources.Count(file.Has);
        if (given > 1)
            throw Wrong(node, $"{path}: {string.Join('|', sources)} attributes are mutually exclusive");
        if (given == 0 && !file.Has("driver") && !file.Has("external"))
            throw Wrong(node, $"{path}: one of {string.Join('|', sources)} must be set");
        return node;
    }

    private static Node Port(Node node, TreePath path)
    {
        if (node is MapNode port && port.Text("host_ip") is { } address && !IPAddress.TryParse(address, out _))
            throw Wrong(node, $"{path}: invalid ip address: {address}");
        return node;
    }

    /// <summary>Docker's Compose finds this out when it asks an engine for an image without a name.</summary>
    private static Node ImageMount(Node node, TreePath path) =>
        node is MapNode mount && mount.Text("type") == "image" && string.IsNullOrEmpty(mount.Text("source"))
            ? throw Wrong(node, "invalid mount config for type \"image\": field Source must not be empty")
            : node;

    private static Node Watched(Node node, TreePath path) =>
        node is ScalarNode { Text: "" } ? throw Wrong(node, $"{path}: value can't be blank") : node;

    private static Node Device(Node node, TreePath path)
    {
        if (node is MapNode device && device.Has("count") && device.Has("device_ids"))
            throw Wrong(node, $"{path}: \"count\" and \"device_ids\" attributes are exclusive");
        return node;
    }

    private static ComposeException Wrong(Node node, string text) => new(node.At == Position.None ? text : $"{text} ({node.At})");
}
