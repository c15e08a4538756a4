using System.Text;

using Gantry.Build.Dockerfiles;
using Gantry.Build.Dockerfiles.Checking;
using Gantry.Build.Dockerfiles.Descriptions;
using Gantry.Build.Graph;
using Gantry.Build.Solver;
using Gantry.Build.Solver.Steps;
using Gantry.Build.Sessions;
using Gantry.Engine.Images.Pulls;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;

namespace Gantry.Build.Frontend;

/// <summary>The frontend <c>dockerfile.v0</c>: brings the Dockerfile, and makes a graph of it.</summary>
internal static class DockerfileFrontend
{
    /// <summary>Does it.</summary>
    /// <returns>The stage that is wanted.</returns>
    /// <exception cref="BuildException">The Dockerfile is wrong; it says where.</exception>
    public static async Task<(BuildStage Stage, LintResult Lint)> RunAsync(StepContext context, FrontendOptions options, CancellationToken cancellation)
    {
        if (options.Platforms.Count > 1) throw new GantryException(ErrorKind.NotImplemented, "Multi-platform build is not supported for the docker driver.\nSwitch to a different driver, or turn on the containerd image store, and try again.");
        var target = options.Platforms.Count == 1 ? options.Platforms[0] : PlatformChoice.Host;
        var (name, content, ignored) = await ReadAsync(context, options, cancellation);
        var text = new SourceText(name, Encoding.UTF8.GetBytes(content), "Dockerfile");
        Dockerfile dockerfile;
        try
        {
            dockerfile = Dockerfile.Parse(content);
        }
        catch (DockerfileException e)
        {
            throw new BuildException(e.Message, e) { Locations = [new Graph.SourceLocation(text, [.. Enumerable.Range(e.Lines.First, Math.Max(1, e.Lines.Last - e.Lines.First + 1)).Select(l => new Graph.SourceRange(l, 0, l, 0))])] };
        }

        var conversion = new DockerfileConversion(context, dockerfile, text, ignored, options, target);
        BuildStage stage;
        try
        {
            stage = await conversion.RunAsync(cancellation);
        }
        catch (BuildException)
        {
            var check = new DockerfileCheck(dockerfile);
            check.CheckForm();
            Warn(context, text, check.Report);
            throw;
        }

        var report = DockerfileCheck.Run(dockerfile, new CheckContext
        {
            BuildArguments = options.BuildArguments,
            PlatformArguments = conversion.PlatformArguments,
            Bases = conversion.Bases,
            Ignored = IgnoreRules.Of(ignored),
        });
        if (options.Request.Length == 0) Warn(context, text, report);
        return (stage, LintResult.Of(name, content, report.Findings));
    }

    private static void Warn(StepContext context, SourceText text, CheckReport report)
    {
        foreach (var finding in report.Findings)
        {
            var location = new Graph.SourceLocation(text, [.. Enumerable.Range(finding.Lines.First, Math.Max(1, finding.Lines.Last - finding.Lines.First + 1)).Select(l => new Graph.SourceRange(l, 0, l, 0))]);
            context.Progress.Warn(new BuildWarning(context.Definition, 1, $"{finding.Rule}: {finding.Message}", [finding.Description], finding.Url, location));
        }
    }

    private static async Task<(string Name, string Content, IReadOnlyList<string> Ignored)> ReadAsync(StepContext context, FrontendOptions options, CancellationToken cancellation)
    {
        var progress = ProgressVertex.Internal($"[internal] load build definition from {options.FileName}", Guid.NewGuid().ToString("N"));
        context.Definition = progress.Digest;
        string? own = null;
        var (name, content) = await ShownAsync(context, progress, async () =>
        {
            var tree = await SyncAsync(context, options.LocalDockerfile, [options.FileName, options.FileName + ".dockerignore", options.FileName.ToLowerInvariant()], cancellation);
            using (tree)
            {
                own = Text(tree, options.FileName + ".dockerignore");
                if (Text(tree, options.FileName) is { } found) return (options.FileName, found);
                if (options.FileName == "Dockerfile" && Text(tree, "dockerfile") is { } lower) return ("dockerfile", lower);
                throw new BuildException($"failed to read dockerfile: open {options.FileName}: no such file or directory");
            }
        });
        if (options.Context.Length > 0) return (name, content, []);
        var ignoring = ProgressVertex.Internal("[internal] load .dockerignore", Guid.NewGuid().ToString("N"));
        var ignored = await ShownAsync(context, ignoring, async () =>
        {
            if (own is not null) return own;
            using var tree = await SyncAsync(context, options.LocalContext, [".dockerignore"], cancellation);
            return Text(tree, ".dockerignore") ?? "";
        });
        return (name, content, IgnoreRules.ReadPatterns(ignored));
    }

    private static async Task<T> ShownAsync<T>(StepContext context, ProgressVertex vertex, Func<Task<T>> work)
    {
        context.Progress.Known(vertex);
        context.Progress.Started(vertex);
        try
        {
            var result = await work();
            context.Progress.Completed(vertex, cached: false, null);
            return result;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            context.Progress.Completed(vertex, cached: false, e.Message);
            throw;
        }
    }

    private static async Task<RootedDirectory> SyncAsync(StepContext context, string name, IReadOnlyList<string> files, CancellationToken cancellation)
    {
        var session = context.Session ?? throw new GantryException(ErrorKind.Invalid, $"no client to ask for its directory {name}");
        var directory = context.Host.Locals.Take(session.SharedKey.Length == 0 ? "" : $"{session.SharedKey}\n{name}\n{string.Join('\n', files)}", $"local source for {name}");
        context.Hold(directory);
        await session.SyncDirectoryAsync(new DirectoryRequest(name) { IncludePatterns = files, FollowPaths = files }, directory.Path, _ => { }, cancellation);
        return RootedDirectory.Open(directory.Path);
    }

    private static string? Text(RootedDirectory tree, string path)
    {
        var file = tree.TryOpen(Linux.Files.FileName.FromText(path), OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, out _);
        if (file is null) return null;
        using var reader = new StreamReader(new FileStream(file, FileAccess.Read, 0));
        return reader.ReadToEnd();
    }
}
