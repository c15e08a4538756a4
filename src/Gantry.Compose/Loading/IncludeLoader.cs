using Gantry.Compose.Binding;
using Gantry.Compose.Environment;
using Gantry.Compose.Normalization;
using Gantry.Compose.Rendering;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Loading;

/// <summary>Adds the resources of the files that include names.</summary>
internal sealed class IncludeLoader(FileContext context)
{
    private static readonly string[] Kinds = ["services", "volumes", "networks", "secrets", "configs", "models"];

    /// <summary>Adds them to <paramref name="root"/>, whose include it takes out.</summary>
    /// <exception cref="ComposeException">A file includes itself, or a resource has two meanings.</exception>
    public void Apply(MapNode root)
    {
        if (root["include"] is { IsNull: false } include)
            foreach (var item in (include as ListNode ?? throw new ComposeException($"`include` must be a list, got {include} ({include.At})")).Items)
                Import(Load(item), root);
        root.Remove("include");
    }

    private MapNode Load(Node item)
    {
        var include = item as MapNode ?? new MapNode { At = item.At, ["path"] = item };
        var paths = include.Texts("path").ToList();
        if (paths.Count == 0)
            throw new ComposeException($"include: path is required ({item.At})");
        paths.ForEach(context.TellInclude);
        var remote = context.Remote(paths[0]);
        paths = [.. paths.Select(path => context.Remote(path)?.Path ?? context.Locate(path))];
        var (directory, lookup) = remote is null ? Directories(include, paths[0]) : DirectoriesOfRemote(include, paths[0]);
        if (context.Included.Contains(paths[0]))
            throw new ComposeException($"include cycle detected:\n{context.Included[0]}\n include {string.Join("\n include ", [.. context.Included.Skip(1), paths[0]])}");
        var inner = context with
        {
            Directory = directory,
            LookupDirectory = lookup,
            ResolvePaths = true,
            Environment = Variables(include, lookup),
        };
        return new FileLoader(inner).Load([.. paths.Select(SourceFile.Read)]);
    }

    /// <summary>Where the included paths begin, as this file sees it, and where included files are looked for.</summary>
    private (string Directory, string Lookup) Directories(MapNode include, string main) => include.String("project_directory") switch
    {
        null => (context.RelativeDirectory(main), Path.GetDirectoryName(main) ?? "/"),
        ['/', ..] absolute => (absolute, absolute),
        var relative => (context.RelativeDirectory(relative), context.Locate(relative)),
    };

    /// <summary>The same for a file that was brought here: what it names lies beside it.</summary>
    private (string Directory, string Lookup) DirectoriesOfRemote(MapNode include, string main)
    {
        var directory = include.String("project_directory") is { } given ? context.Locate(given) : Path.GetDirectoryName(main) ?? "/";
        return (directory, directory);
    }

    private Dictionary<string, string> Variables(MapNode include, string lookup)
    {
        var files = include.Texts("env_file").Select(Existing).ToList();
        if (files.Count == 0 && File.Exists(CleanPath.Join(lookup, ".env")))
            files.Add(CleanPath.Join(lookup, ".env"));
        var variables = EnvironmentFiles.Read(files, context.Environment, context.Warn).ToDictionary();
        foreach (var (key, value) in context.Environment)
            variables[key] = value;
        return variables;
    }

    /// <summary>The absolute path of <paramref name="file"/>, which must be there when it is relative.</summary>
    private string Existing(string file)
    {
        var path = context.Locate(file);
        if (Directory.Exists(path))
            throw new ComposeException($"{path} is not a file");
        return file.StartsWith('/') || File.Exists(path) ? path : throw new ComposeException($"stat {path}: no such file or directory");
    }

    private static void Import(MapNode source, MapNode target)
    {
        foreach (var kind in Kinds)
        {
            if (source.Map(kind) is not { } from)
                continue;
            var to = target.Map(kind) ?? new MapNode { At = from.At };
            foreach (var (name, value) in from.Entries)
            {
                if (to[name] is { } own && Text(own) != Text(value))
                    throw new ComposeException($"{kind}.{name} conflicts with imported resource ({own.At})");
                to[name] = value;
            }
            target[kind] = to;
        }
    }

    private static string Text(Node node) => GoJson.Compact(CanonicalOrder.Of(node, RenderForm.Json));
}
