using System.IO.Pipelines;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Configuration;
using Gantry.Cli.Compose.Progress;
using Gantry.Cli.Progress;
using Gantry.Compose.Execute;
using Gantry.Compose.Model;
using Gantry.Compose.Observed;

namespace Gantry.Cli.Compose.Builds;

/// <summary>What is built, and how.</summary>
internal sealed record BuildChoice
{
    /// <summary>The services that were named; empty: all.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>Whether the services they depend on are built as well.</summary>
    public bool WithDependencies { get; init; } = true;

    /// <summary>Whether images that are there already are built again.</summary>
    public bool Again { get; init; }

    /// <summary>Whether nothing is shown of it.</summary>
    public bool Quiet { get; init; }

    /// <summary>Whether nothing is taken from earlier builds.</summary>
    public bool NoCache { get; init; }

    /// <summary>Whether newer base images are looked for.</summary>
    public bool Pull { get; init; }

    /// <summary>Memory of a step, in bytes; 0: no limit.</summary>
    public long Memory { get; init; }

    /// <summary>An agent for the steps, as typed: <c>default</c>, or <c>id=socket</c>; empty: none.</summary>
    public string Ssh { get; init; } = "";

    /// <summary>Whether and how provenance is attested, instead of what the services say; empty: as they say.</summary>
    public string Provenance { get; init; } = "";

    /// <summary>The same for the bill of materials.</summary>
    public string Sbom { get; init; } = "";

    /// <summary>Whether the Dockerfiles are only looked at.</summary>
    public bool Check { get; init; }

    /// <summary>Whether images that have a name in the file go to their registries.</summary>
    public bool Push { get; init; }

    /// <summary>Whether images are built for one platform, that of their containers.</summary>
    public bool SinglePlatform { get; init; } = true;

    /// <summary>Arguments of the command line; null: the project's variable of that name.</summary>
    public IReadOnlyDictionary<string, string?> Arguments { get; init; } = new Dictionary<string, string?>();

    /// <summary>The user's proxies, for who gives no argument of that name.</summary>
    public IReadOnlyDictionary<string, string> Proxies { get; init; } = new Dictionary<string, string>();

    /// <summary>Builds the images that are missing, or asked for.</summary>
    /// <param name="call">The command.</param>
    /// <param name="project">The project.</param>
    /// <param name="images">The images there are.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Whether anything was built.</returns>
    public Task<bool> RunAsync(ComposeCall call, Project project, IReadOnlyDictionary<string, ObservedImage> images, CancellationToken cancellation) =>
        (this with { Proxies = call.BuildProxies.ToDictionary() }).BuildMissingAsync(call, project, images, cancellation);

    private async Task<bool> BuildMissingAsync(
        ComposeCall call, Project project, IReadOnlyDictionary<string, ObservedImage> images, CancellationToken cancellation)
    {
        project = await CompleteAsync(call, project, cancellation);
        var chosen = Services.Count == 0 || WithDependencies ? null : BakeFile.WithContexts([.. project.Services.Values], Services).Select(service => service.Name).ToHashSet(StringComparer.Ordinal);
        var wanted = project.Services.Values.Where(service => service.Build is not null && chosen?.Contains(service.Name) != false)
            .Where(service => Again || service.PullPolicy == "build" || !images.ContainsKey(service.ImageName(project.Name)))
            .OrderBy(service => service.Name, StringComparer.Ordinal).ToList();
        wanted = [.. wanted.Select(service => ForPlatform(project, service))];
        if (wanted.Count > 0 && call.DryRun is null && await call.UsesBuildKitAsync(cancellation))
        {
            await BuildAsync(call, project, wanted, cancellation);
            return true;
        }

        if (call.DryRun is null)
            wanted.ForEach(BuildRequest.Check);
        foreach (var service in wanted)
        {
            using var view = call.OpenProgress("Building");
            if (call.DryRun is not null)
                Pretend(call.DryRun, view, project, service);
            else
                await BuildClassicAsync(call, project, service, cancellation);
            view.Report(new ProgressEvent(call.DryRun is null ? service.ImageName(project.Name) : service.Name, ProgressStatus.Done, "Built"));
        }

        return wanted.Count > 0;
    }

    /// <summary>The project with the services that others are built with, whatever their profiles.</summary>
    private static async Task<Project> CompleteAsync(ComposeCall call, Project project, CancellationToken cancellation)
    {
        for (var missing = BakeFile.MissingContexts(project); missing.Count > 0; missing = BakeFile.MissingContexts(project))
        {
            var more = (await call.ProjectAsync(missing, cancellation)).Services;
            project = project with { Services = project.Services.Concat(missing.Select(name => KeyValuePair.Create(name, more[name]))).ToDictionary(StringComparer.Ordinal) };
        }

        return project;
    }

    /// <summary>A service with the platforms that its image is built for.</summary>
    /// <exception cref="CliException">It is not built for the one its containers have.</exception>
    private Service ForPlatform(Project project, Service service)
    {
        service = Platforms.Apply(project, service);
        var build = service.Build!;
        if (service.Platform is { Length: > 0 } platform)
        {
            if (build.Platforms.Count > 0 && !build.Platforms.Contains(platform))
                throw new CliException($"service \"{service.Name}\" build configuration does not support platform: {platform}");
            return SinglePlatform || build.Platforms.Count == 0 ? service with { Build = build with { Platforms = [platform] } } : service;
        }

        return SinglePlatform && build.Platforms.Count > 1 ? service with { Build = build with { Platforms = [] } } : service;
    }

    /// <summary>Has a BuildKit build, and tells what came of it.</summary>
    private async Task BuildAsync(ComposeCall call, Project project, List<Service> wanted, CancellationToken cancellation)
    {
        if (Memory > 0)
            await call.Error.WriteLineAsync("WARNING: --memory is not supported by BuildKit and will be ignored");
        var built = await new ProjectBuild(call, project, this).RunAsync(wanted, cancellation);
        if (!Check)
        {
            using var view = call.OpenProgress("Building");
            foreach (var service in wanted)
                view.Report(new ProgressEvent(service.ImageName(project.Name), ProgressStatus.Done, "Built"));
            return;
        }

        var isFaulty = false;
        foreach (var (name, result) in built.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var text = Encoding.UTF8.GetString(result.Facts.GetValueOrDefault("result.txt", [])).Trim('\n');
            var warnings = text.Split('\n').Count(line => line.StartsWith("WARNING: ", StringComparison.Ordinal));
            var head = warnings switch { 0 => "", 1 => "Check complete, 1 warning has been found!\n\n", _ => $"Check complete, {warnings} warnings have been found!\n\n" };
            await call.Out.WriteAsync($"{name}\n\n{(text.Length > 0 ? head + text : "Check complete, no warnings found.")}\n{(name == built.Keys.Max(StringComparer.Ordinal) ? "" : "\n")}");
            isFaulty |= result.Facts.GetValueOrDefault("result.statuscode") is { } status && status.AsSpan() is not [(byte)'0'];
        }

        if (isFaulty)
            throw new CliException("failed to execute bake: exit status 1");
    }

    /// <summary>Shows what Docker's Compose shows of a build it does not do; what stands for the image's id is made of the service's name.</summary>
    private static void Pretend(DryRunEngine engine, ProgressView view, Project project, Service service)
    {
        // No secret depends on it: the name of an image that does not exist.
#pragma warning disable CA5350
        var id = "dryRun-" + Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(service.Name)));
#pragma warning restore CA5350
        view.Report(new ProgressEvent($"{service.Name} ==>", ProgressStatus.Working, "") { Text = $"==> writing image {id}" });
        view.Report(new ProgressEvent($"{service.Name} ==> ==>", ProgressStatus.Working, "") { Text = $"naming to {service.ImageName(project.Name)}" });
        engine.TakeImage(service.ImageName(project.Name), id);
    }

    private async Task BuildClassicAsync(ComposeCall call, Project project, Service service, CancellationToken cancellation)
    {
        var build = service.Build!;
        var archive = new ContextArchive(
            Path.GetFullPath(build.Context ?? ".", project.WorkingDirectory), string.IsNullOrEmpty(build.Dockerfile) ? "Dockerfile" : build.Dockerfile, build.DockerfileInline);
        var pipe = new Pipe();
        using var content = new StreamContent(pipe.Reader.AsStream());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        var sent = SendAsync(archive, pipe.Writer, cancellation);
        using var answer = await call.Engine.Client.SendAsync(
            HttpMethod.Post, "/build" + BuildRequest.Of(project, service, this, archive.Dockerfile), content, cancellation);
        await using var progress = await answer.Content.ReadAsStreamAsync(cancellation);
        await ProgressStream.ShowAsync(progress, Quiet ? TextWriter.Null : call.Out, cancellation);
        await call.Out.FlushAsync(cancellation);
        await sent;
    }

    private static async Task SendAsync(ContextArchive archive, PipeWriter writer, CancellationToken cancellation)
    {
        try
        {
            await using (var stream = writer.AsStream(leaveOpen: true))
                await archive.WriteAsync(stream, cancellation);
            await writer.CompleteAsync();
        }
        catch (Exception fault)
        {
            await writer.CompleteAsync(fault);
            throw;
        }
    }
}
