using Gantry.Build.Contexts;
using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Build.Solver;

namespace Gantry.Build.Frontend;

/// <summary>Where a build's context and its Dockerfile come from: the client's directories, a repository, an address, or graphs that the client gives.</summary>
/// <param name="Files">The context; null: the client's directory.</param>
/// <param name="Dockerfile">What the Dockerfile is in; null: the client's directory.</param>
/// <param name="FileName">The Dockerfile's name there.</param>
internal sealed record MainContext(VertexOutput? Files, VertexOutput? Dockerfile, string FileName)
{
    /// <summary>The file's name where an address is a Dockerfile and nothing else.</summary>
    private const string Downloaded = "context";

    /// <summary>Finds it out; what an address holds is looked into.</summary>
    /// <exception cref="BuildException">The address can't be had.</exception>
    public static async Task<MainContext> ResolveAsync(GraphSolver solver, FrontendOptions options, IReadOnlyDictionary<string, BuildDefinition> inputs, CancellationToken cancellation)
    {
        var main = await FindAsync(solver, options, inputs, cancellation);
        if (options.ForcesLocalDockerfile) main = main with { Dockerfile = null, FileName = options.FileName };
        return main.Files is not null && options.ContextDirectory.Length > 0 ? main with { Files = Part(main.Files, options.ContextDirectory) } : main;
    }

    /// <summary>The vertex that brings a repository.</summary>
    public static VertexOutput Repository(GitAddress git, bool keepsGitDirectory, VertexMetadata metadata)
    {
        var fragment = git.Reference + (git.Directory.Length > 0 ? ":" + git.Directory : "");
        var attributes = new Dictionary<string, string> { [SourceAttributes.FullRemoteUrl] = git.Remote };
        if (git.Checksum.Length > 0) attributes[SourceAttributes.GitChecksum] = git.Checksum;
        if (keepsGitDirectory || git.KeepsGitDirectory) attributes[SourceAttributes.KeepGitDirectory] = "true";
        var scheme = git.Remote.IndexOf("://", StringComparison.Ordinal);
        return Vertex.Create(new SourceOperation($"git://{(scheme < 0 ? git.Remote : git.Remote[(scheme + 3)..])}{(fragment.Length > 0 ? "#" + fragment : "")}", attributes), [], metadata).Output();
    }

    private static async Task<MainContext> FindAsync(GraphSolver solver, FrontendOptions options, IReadOnlyDictionary<string, BuildDefinition> inputs, CancellationToken cancellation)
    {
        if (GitAddress.TryParse(options.Context) is { } git)
        {
            var repository = Repository(git, options.KeepsGitDirectory, DockerfileConversion.Internal("load git source " + options.Context));
            return new MainContext(repository, repository, options.FileName);
        }

        if (IsAddress(options.Context)) return await DownloadAsync(solver, options, cancellation);
        return new MainContext(
            inputs.GetValueOrDefault("context")?.Root,
            inputs.GetValueOrDefault(options.LocalDockerfile)?.Root,
            options.FileName);
    }

    private static async Task<MainContext> DownloadAsync(GraphSolver solver, FrontendOptions options, CancellationToken cancellation)
    {
        var file = Vertex.Create(
            new SourceOperation(options.Context, new Dictionary<string, string> { [SourceAttributes.HttpFileName] = Downloaded }),
            [], DockerfileConversion.Internal("load remote build context")).Output();
        bool isArchive;
        try
        {
            using var opened = (await solver.SolveAsync(file, cancellation)).Open();
            isArchive = Copies.Archives.IsArchive(opened.Tree, "/" + Downloaded);
        }
        catch (BuildException e)
        {
            throw new BuildException($"failed to read downloaded context: {e.Message}", e) { Vertex = e.Vertex };
        }

        if (!isArchive) return new MainContext(file, file, Downloaded);
        var unpack = new CopyAction { Source = "/" + Downloaded, Destination = "/", UnpackArchive = true, SecondaryInput = 0, Input = Operation.NoInput, Output = 0 };
        var files = Vertex.Create(new FileOperation([unpack]), [file], DockerfileConversion.Internal("copy /context /")).Output();
        return new MainContext(files, files, options.FileName);
    }

    private static VertexOutput Part(VertexOutput files, string directory)
    {
        var copy = new CopyAction { Source = "/" + directory.Trim('/'), Destination = "/", DirectoryContents = true, SecondaryInput = 0, Input = Operation.NoInput, Output = 0 };
        return Vertex.Create(new FileOperation([copy]), [files], DockerfileConversion.Internal($"use {directory} of the build context")).Output();
    }

    /// <summary>Whether a text is the address of a file.</summary>
    public static bool IsAddress(string text) => text.StartsWith("http://", StringComparison.Ordinal) || text.StartsWith("https://", StringComparison.Ordinal);
}
