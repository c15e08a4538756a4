using Gantry.Compose.Environment;
using Gantry.Compose.Merging;
using Gantry.Compose.Normalization;
using Gantry.Compose.Tree;
using Gantry.Compose.Validation;

namespace Gantry.Compose.Loading;

/// <summary>Reads Compose files and merges them into one tree in its long form.</summary>
internal sealed class FileLoader(FileContext context)
{
    /// <summary>The tree of <paramref name="files"/> with defaults and paths.</summary>
    /// <exception cref="ComposeException">A file is malformed.</exception>
    public MapNode Load(IReadOnlyList<SourceFile> files)
    {
        var root = new MapNode();
        foreach (var file in files)
            root = Add(root, file, out _);
        Defaults.Apply(root);
        ValueChecks.Check(root);
        if (context.ResolvePaths)
            new RelativePaths(context.Directory).Apply(root);
        if (context.Interpolate)
            VariableReferences.Resolve(root, context.Environment);
        return root;
    }

    /// <summary>What <paramref name="file"/> makes of <paramref name="root"/>.</summary>
    /// <param name="root">The earlier files.</param>
    /// <param name="file">The file.</param>
    /// <param name="resets">The paths its last document resets.</param>
    public MapNode Add(MapNode root, SourceFile file, out IReadOnlyList<string[]> resets)
    {
        resets = [];
        foreach (var document in YamlReader.Read(file.Path, file.Text))
        {
            resets = document.Resets;
            root = Add(root, file, document);
        }
        return root;
    }

    private MapNode Add(MapNode root, SourceFile file, YamlDocument document)
    {
        var added = document.Root as MapNode ?? throw new ComposeException("top-level object must be a mapping");
        context.Substitute(added);
        if (!context.ForExtension)
            new IncludeLoader(context with { Included = [.. context.Included, file.Path] }).Apply(added);
        Resets.Apply(root, document.Resets);
        if (!context.ForExtension)
            new ExtendsLoader(context, file.Path).Apply(added, document.Resets);
        root = TreeMerge.Files(root, added);
        Uniqueness.Enforce(root);
        if (!context.ForExtension)
            Validate(root, file);
        root.Remove("version");
        new LongForms(lenient: !context.Interpolate, context.Warn).Apply(root);
        EmptyValues.Remove(root);
        Uniqueness.Enforce(root);
        return root;
    }

    private void Validate(MapNode root, SourceFile file)
    {
        SchemaValidation.Check(root, file.Path);
        if (root.Has("version"))
            context.Warn($"{file.Path}: the attribute `version` is obsolete, it will be ignored, please remove it to avoid potential confusion");
    }
}
