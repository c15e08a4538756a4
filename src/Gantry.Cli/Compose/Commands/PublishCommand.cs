using System.CommandLine;
using System.Text;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Configuration;
using Gantry.Cli.Compose.Publishing;
using Gantry.Cli.Compose.Remotes;
using Gantry.Cli.Compose.Up;
using Gantry.Compose.Execute;
using Gantry.Compose.Loading;
using Gantry.Compose.Model;
using Gantry.Compose.Publishing;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose publish</c>: put the project's files into a registry, from where <c>-f oci://…</c> has them again.</summary>
internal sealed class PublishCommand : ComposeVerb
{
    private readonly Option<bool> app = Flag.Switch("--app", "Published compose application (includes referenced images)");
    private readonly Option<string> version = Flag.Text("--oci-version", "OCI image/artifact specification version (automatically determined by default)");
    private readonly Option<bool> digests = Flag.Switch("--resolve-image-digests", "Pin image tags to digests");
    private readonly Option<bool> environment = Flag.Switch("--with-env", "Include environment variables in the published OCI artifact");
    private readonly Option<bool> yes = Flag.Switch("-y, --yes", "Assume \"yes\" as answer to all prompts").Also("--y");

    public PublishCommand()
        : base("publish", "[OPTIONS] REPOSITORY[:TAG]", "Publish compose application", Operands.Exactly(1)) => Accept(app, version, digests, environment, yes);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        var project = call.Load(new LoadOptions { AllResources = call.AllResources, ForgetFiles = false, AllProfiles = true }, []);
        if (call.IncludedFiles.Exists(file => !call.Remotes.Accepts(file)))
            throw new CliException("cannot publish compose file with local includes");
        var checks = new PublishChecks(project);
        checks.CheckImages();
        if (!call.Get(yes) && !await AskAsync(call, checks))
            return 0;
        await new Push(call, project) { IgnoreFailures = true, ImageMandatory = true }.RunAsync(cancellation);
        var files = await GatherAsync(call, project, cancellation);
        using var view = call.OpenProgress("Publishing");
        var repository = call.Operands[0];
        view.Report(new ProgressEvent(repository, ProgressStatus.Working, "") { Text = "publishing" });
        try
        {
            if (call.DryRun is null)
                await SendAsync(call, project, files, cancellation);
        }
        catch
        {
            view.Report(new ProgressEvent(repository, ProgressStatus.Error, "") { Text = "publishing" });
            throw;
        }

        view.Report(new ProgressEvent(repository, ProgressStatus.Done, "") { Text = "published" });
        return 0;
    }

    private async Task<bool> AskAsync(ComposeCall call, PublishChecks checks)
    {
        foreach (var question in new[] { checks.AskAboutMounts, checks.AskAboutSecrets, () => checks.AskAboutEnvironment(call.Get(environment)) })
        {
            if (question() is { } text && !await Question.AskAsync(call, text))
                return false;
        }

        return true;
    }

    private async Task<IReadOnlyList<PublishedFile>> GatherAsync(ComposeCall call, Project project, CancellationToken cancellation)
    {
        var files = new PublishedFiles(project, call.Remotes).Gather(call.Get(environment));
        if (!call.Get(digests) && !call.Get(app))
            return files;
        var pinned = await ConfigText.PinnedImagesAsync(project, new ImageDigests(call), cancellation);
        return [.. files, new PublishedFile(PublishedKind.Compose, "image-digests.yaml", Encoding.UTF8.GetBytes(pinned))];
    }

    private async Task SendAsync(ComposeCall call, Project project, IReadOnlyList<PublishedFile> files, CancellationToken cancellation)
    {
        using var access = new RegistryAccess(call.Credentials);
        var target = RegistryAccess.Parse(call.Operands[0]);
        var manifest = await new ProjectUpload(access, target).RunAsync(files, call.Get(version), cancellation);
        if (call.Get(app))
            await new ImageCopy(access, target).RunAsync(project.Services.Values.Select(service => service.Image).OfType<string>().Order(StringComparer.Ordinal), manifest, cancellation);
    }
}
