using System.Collections.Immutable;
using Gantry.Compose.Merging;
using Gantry.Compose.Normalization;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Loading;

/// <summary>Merges services into those that extend them, from the same file or another.</summary>
/// <param name="context">How files are read.</param>
/// <param name="file">The file the services are in.</param>
internal sealed class ExtendsLoader(FileContext context, string file)
{
    /// <summary>Extends the services of <paramref name="root"/>; what <paramref name="resets"/> names is not taken over.</summary>
    /// <exception cref="ComposeException">A service is missing or extends itself.</exception>
    public void Apply(MapNode root, IReadOnlyList<string[]> resets)
    {
        if (root["services"] is not { } node)
            return;
        var services = node as MapNode ?? throw new ComposeException($"services must be a mapping ({node.At})");
        foreach (var name in services.Keys)
            services[name] = Extended(name, services, [], resets);
    }

    private Node Extended(string name, MapNode services, ImmutableList<(string File, string Service)> trail, IReadOnlyList<string[]> resets)
    {
        var node = services[name]!;
        if (node.IsNull)
            return node;
        var service = node as MapNode ?? throw new ComposeException($"services.{name} must be a mapping ({node.At})");
        if (service["extends"] is not { } extends)
            return service;
        var (reference, path) = Reference(name, extends);
        var origin = path ?? file;
        var baseResets = (IReadOnlyList<string[]>)[];
        if (path is not null)
            services = FromFile(name, reference, path, out baseResets);
        else if (!services.Has(reference))
            throw new ComposeException($"cannot extend service \"{name}\" in {file}: service \"{reference}\" not found ({extends.At})");
        trail = Follow(trail, (origin, name));
        if (Extended(reference, services, trail, baseResets) is not MapNode found)
            return service;
        var source = (MapNode)found.Clone();
        Resets.Apply(new MapNode { ["services"] = new MapNode { [name] = source } }, resets);
        var merged = TreeMerge.Services(source, service);
        merged.Remove("extends");
        return merged;
    }

    private static (string Service, string? File) Reference(string name, Node extends)
    {
        if (extends is ScalarNode { Text: { } text })
            return (text, null);
        var map = extends as MapNode;
        var service = map?.Text("service") ?? throw new ComposeException($"extends.{name}.service is required ({extends.At})");
        return (service, map.Text("file"));
    }

    private static ImmutableList<(string File, string Service)> Follow(ImmutableList<(string File, string Service)> trail, (string File, string Service) step)
    {
        if (!trail.Contains(step))
            return trail.Add(step);
        var lines = trail.Skip(1).Append(step).Select(next => $"\n  extends {next.Service} in {next.File}");
        throw new ComposeException($"Circular reference:\n  {trail[0].Service} in {trail[0].File}{string.Concat(lines)}");
    }

    /// <summary>The services of another file, with paths as this one sees them.</summary>
    private MapNode FromFile(string name, string reference, string path, out IReadOnlyList<string[]> resets)
    {
        var remote = context.Remote(path);
        var local = remote?.Path ?? context.Locate(path);
        var directory = remote?.Root ?? context.RelativeDirectory(path);
        var other = context with { ForExtension = true, Directory = directory, LookupDirectory = Path.GetDirectoryName(local) ?? "/" };
        var root = new FileLoader(other).Add(new MapNode(), SourceFile.Read(local), out resets);
        if (root["services"] is not { } node)
            throw new ComposeException($"cannot extend service \"{name}\" in {local}: no services section");
        var services = node as MapNode ?? throw new ComposeException($"cannot extend service \"{name}\" in {local}: services must be a mapping");
        if (!services.Has(reference))
            throw new ComposeException($"cannot extend service \"{name}\" in {file}: service \"{reference}\" not found in {path}");
        new RelativePaths(directory).Apply(root);
        return services;
    }
}
