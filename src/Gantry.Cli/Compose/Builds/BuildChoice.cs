using System.IO.Pipelines;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

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

    /// <summary>Arguments of the command line; null: the project's variable of that name.</summary>
    public IReadOnlyDictionary<string, string?> Arguments { get; init; } = new Dictionary<string, string?>();

    /// <summary>Builds the images that are missing, or asked for.</summary>
    /// <param name="call">The command.</param>
    /// <param name="project">The project.</param>
    /// <param name="images">The images there are.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Whether anything was built.</returns>
    public async Task<bool> RunAsync(
        ComposeCall call, Project project, IReadOnlyDictionary<string, ObservedImage> images, CancellationToken cancellation)
    {
        var wanted = project.Services.Values.Where(service => service.Build is not null && IsChosen(service))
            .Where(service => Again || service.PullPolicy == "build" || !images.ContainsKey(service.ImageName(project.Name)))
            .OrderBy(service => service.Name, StringComparer.Ordinal).ToList();
        wanted.ForEach(BuildRequest.Check);
        foreach (var service in wanted)
        {
            using var view = call.OpenProgress("Building");
            if (call.DryRun is not null)
                Pretend(call.DryRun, view, project, service);
            else
                await BuildAsync(call, project, service, cancellation);
            view.Report(new ProgressEvent(call.DryRun is null ? service.ImageName(project.Name) : service.Name, ProgressStatus.Done, "Built"));
        }

        return wanted.Count > 0;
    }

    private bool IsChosen(Service service) => Services.Count == 0 || WithDependencies || Services.Contains(service.Name);

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

    private async Task BuildAsync(ComposeCall call, Project project, Service service, CancellationToken cancellation)
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
