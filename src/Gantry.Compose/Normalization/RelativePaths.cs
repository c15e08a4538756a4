using Gantry.Compose.Loading;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Normalization;

/// <summary>Makes the paths of a file absolute, or relative to where another directory is.</summary>
/// <param name="directory">The directory they begin at.</param>
internal sealed class RelativePaths(string directory)
{
    private PathTable<TreeWalk.Rule>? _rules;

    private PathTable<TreeWalk.Rule> Rules => _rules ??= new(
        ("services.*.build.context", Context),
        ("services.*.build.additional_contexts.*", Context),
        ("services.*.build.ssh.*", File),
        ("services.*.env_file.*.path", File),
        ("services.*.label_file.*", File),
        ("services.*.extends.file", File),
        ("services.*.develop.watch.*.path", Watched),
        ("services.*.volumes.*", Mount),
        ("configs.*.file", File),
        ("secrets.*.file", File),
        ("volumes.*", VolumeOptions));

    /// <summary>Rewrites the paths below <paramref name="root"/> in place.</summary>
    public void Apply(MapNode root) => TreeWalk.Apply(root, TreePath.Root, Rules);

    /// <summary><paramref name="path"/> with a tilde replaced by the home directory and below <paramref name="directory"/> when it is relative.</summary>
    public static string Absolute(string path, string directory)
    {
        // The framework's notion of a home directory is empty where the directory is missing; what HOME says counts all the same.
        if (path.StartsWith('~') && System.Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home)
            path = CleanPath.Join(home, path[1..]);
        return path.Length == 0 || path[0] == '/' ? path : CleanPath.Join(directory, path);
    }

    private Node File(Node node, TreePath path) => node is ScalarNode { Text: { } text } ? Replaced(node, Absolute(text, directory)) : node;

    private Node Context(Node node, TreePath path)
    {
        if (node is not ScalarNode { Text: { } text })
            return node;
        return text.Contains("://", StringComparison.Ordinal) || text.StartsWith("service:", StringComparison.Ordinal) || IsRemote(text) ? node : File(node, path);
    }

    private static bool IsRemote(string context) =>
        context.StartsWith("github.com/", StringComparison.Ordinal) || context.StartsWith("git@", StringComparison.Ordinal);

    private Node Watched(Node node, TreePath path)
    {
        var file = File(node, path);
        if (file is not ScalarNode { Text: { } text } || !Path.Exists(text))
            return file;
        return Replaced(node, RealPath.Of(text));
    }

    private Node Mount(Node node, TreePath path)
    {
        if (node is not MapNode mount || mount.Text("type") != "bind")
            return node;
        var source = mount["source"]
            ?? throw new ComposeException($"invalid mount config for type \"bind\": field Source must not be empty ({node.At})");
        if (source is ScalarNode { Text: { } text })
            mount["source"] = Replaced(source, Mounted(text));
        return mount;
    }

    /// <summary>A local volume that is a bind mount in truth has a path in its options.</summary>
    private Node VolumeOptions(Node node, TreePath path)
    {
        if (node is MapNode volume && volume.Text("driver") == "local" && volume.Map("driver_opts") is { } options
            && options.Text("o") == "bind" && options["device"] is ScalarNode { Text: { } device } value)
            options["device"] = Replaced(value, Mounted(device));
        return node;
    }

    /// <summary>A path that is mounted: an empty one is the directory itself.</summary>
    private string Mounted(string path) => IsWindowsPath(path) ? path : path.Length == 0 ? directory : Absolute(path, directory);

    private static bool IsWindowsPath(string path) =>
        path.StartsWith(@"\\", StringComparison.Ordinal) || (path.Length > 2 && char.IsLetter(path[0]) && path[1] == ':' && path[2] is '\\' or '/');

    private static ScalarNode Replaced(Node node, string text) => new(text) { At = node.At };
}
