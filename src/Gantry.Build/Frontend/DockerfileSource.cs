using Gantry.Build.Dockerfiles;
using Gantry.Build.Graph;
using Gantry.Build.Solver;
using Gantry.Build.Solver.Steps;
using Gantry.Linux.Paths;
using Gantry.Oci.Errors;

namespace Gantry.Build.Frontend;

/// <summary>A Dockerfile as it was read, and what its context leaves out.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Content">Its text.</param>
/// <param name="Ignored">The patterns of what the context leaves out.</param>
/// <param name="Definition">The graph that brought it.</param>
internal sealed record DockerfileSource(string Name, string Content, IReadOnlyList<string> Ignored, BuildDefinition Definition)
{
    /// <summary>Reads it where the client says it is.</summary>
    /// <exception cref="BuildException">There is none.</exception>
    public static async Task<DockerfileSource> ReadAsync(StepContext context, GraphSolver solver, ClientFiles client, FrontendOptions options, MainContext main, CancellationToken cancellation)
    {
        string[] names = main.FileName == "Dockerfile" ? ["Dockerfile", "dockerfile"] : [main.FileName];
        string[] wanted = [main.FileName, main.FileName + ".dockerignore", .. names[1..]];
        string? ignoreFile = null;
        string name, content;
        BuildDefinition definition;
        if (main.Dockerfile is { } given)
        {
            definition = new BuildDefinition(given);
            context.Definition = given.Vertex.Digest;
            using var files = (await BroughtAsync(() => solver.SolveAsync(given, cancellation))).Open();
            (name, content) = Find(files.Tree);
        }
        else
        {
            var progress = ProgressVertex.Internal($"[internal] load build definition from {main.FileName}", client.Identity(options.LocalDockerfile));
            definition = FileDefinitions.Local(options.LocalDockerfile, context.Session?.Id ?? "", wanted, progress.Name);
            context.Definition = progress.Digest;
            (name, content) = await client.ShownAsync(progress, async () =>
            {
                using var tree = await BroughtAsync(() => client.SyncAsync(progress, options.LocalDockerfile, wanted, cancellation));
                return Find(tree);
            });
        }

        if (main.Files is not null) return new DockerfileSource(name, content, [], definition);
        if (ignoreFile is not null) return new DockerfileSource(name, content, IgnoreRules.ReadPatterns(ignoreFile), definition);
        return new DockerfileSource(name, content, await new IgnoreFiles(client).OfContextAsync("[internal] load .dockerignore", options.LocalContext, cancellation), definition);

        (string Name, string Content) Find(RootedDirectory tree)
        {
            ignoreFile = ClientFiles.Text(tree, main.FileName + ".dockerignore");
            foreach (var name in names)
                if (ClientFiles.Text(tree, name) is { } text) return (name, text);
            throw new BuildException($"failed to read dockerfile: open {main.FileName}: no such file or directory");
        }
    }

    private static async Task<T> BroughtAsync<T>(Func<Task<T>> bring)
    {
        try
        {
            return await bring();
        }
        catch (GantryException e)
        {
            throw new BuildException($"failed to read dockerfile: {e.Message}", e) { Vertex = (e as BuildException)?.Vertex };
        }
    }
}
