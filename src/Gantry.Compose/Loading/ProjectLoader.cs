using Gantry.Compose.Binding;
using Gantry.Compose.Environment;
using Gantry.Compose.Model;
using Gantry.Compose.Normalization;
using Gantry.Compose.Tree;
using Gantry.Compose.Validation;

namespace Gantry.Compose.Loading;

/// <summary>Loads a project from its files.</summary>
/// <param name="source">Where it comes from.</param>
public sealed class ProjectLoader(ProjectSource source)
{
    /// <summary>The project with the services that are asked for and what they need.</summary>
    /// <param name="options">What is done to it.</param>
    /// <param name="services">The services that are asked for, whose profiles become active; empty: all.</param>
    /// <exception cref="ComposeException">A file is missing or malformed, or the project is inconsistent.</exception>
    public Project Load(LoadOptions options, IReadOnlyList<string> services)
    {
        var resolution = new SourceResolution(source);
        var (root, name, files) = Tree(options, resolution);
        root.Remove("name");
        var project = ProjectReader.Read(root, name, resolution.PathDirectory, resolution.Environment) with
        {
            ComposeFiles = [.. files.Select(file => file.Path)],
            EnvironmentFiles = resolution.EnvironmentFiles,
        };
        project = ProjectSelection.WithProfiles(project, options.AllProfiles ? ["*"] : resolution.Profiles);
        if (options.CheckConsistency)
            project = Consistency.Check(project);
        if (options.ResolveEnvironment)
            project = ServiceFiles.ResolveEnvironment(project, options.ForgetFiles, source.Warn);
        project = ServiceFiles.ResolveLabels(project, options.ForgetFiles, source.Warn);
        project = ProjectSelection.Select(ProjectSelection.WithServices(project, services), services);
        return options.AllResources ? project : ProjectSelection.WithoutUnused(project);
    }

    /// <summary>The project as a tree, in which nothing is selected or checked for consistency.</summary>
    /// <param name="options">What is done to it.</param>
    /// <exception cref="ComposeException">A file is missing or malformed.</exception>
    public MapNode LoadTree(LoadOptions options) => Tree(options, new SourceResolution(source)).Root;

    private (MapNode Root, string Name, IReadOnlyList<SourceFile> Files) Tree(LoadOptions options, SourceResolution resolution)
    {
        var files = resolution.ReadFiles();
        var name = ProjectNames.Find(source, files, resolution.Directory, resolution.Environment, options);
        resolution.Environment["COMPOSE_PROJECT_NAME"] = name;
        var root = new FileLoader(new FileContext
        {
            Directory = resolution.PathDirectory,
            LookupDirectory = resolution.PathDirectory,
            Environment = resolution.Environment,
            Warn = source.Warn,
            Remotes = source.Remotes,
            TellInclude = source.Included,
            Interpolate = options.Interpolate,
            ResolvePaths = options.ResolvePaths,
        }).Load(files);
        if (root.Count == 0)
            throw new ComposeException("empty compose file");
        if (name.Length == 0)
            throw new ComposeException("project name must not be empty");
        if (options.Normalize)
        {
            root["name"] = new ScalarNode(name);
            // Without interpolation no value of a variable may appear, least of all that of a secret.
            new Normalizer(options.Interpolate ? resolution.Environment : []).Apply(root);
        }
        return (root, name, files);
    }
}
