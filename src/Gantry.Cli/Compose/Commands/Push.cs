using System.Text.Json;

using Gantry.Cli.Client;
using Gantry.Cli.Compose.Engine;
using Gantry.Cli.Compose.Progress;
using Gantry.Compose.Execute;
using Gantry.Compose.Model;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Compose.Commands;

/// <summary>Sends the images that services are built into to their registries.</summary>
internal sealed class Push(ComposeCall call, Project project)
{
    /// <summary>Whether only failures are shown.</summary>
    public bool Quiet { get; init; }

    /// <summary>Whether one that fails does not keep the others from their turn.</summary>
    public bool IgnoreFailures { get; init; }

    /// <summary>Whether each service must have an image.</summary>
    public bool ImageMandatory { get; init; }

    /// <summary>Whether images for several platforms are left out, which whoever built them has sent.</summary>
    public bool LeavesIndexes { get; init; }

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var view = Quiet ? ProgressView.Open(ProgressMode.Quiet, call.Streams, "", false) : call.OpenProgress("Pushing");
        var work = new List<Task>();
        foreach (var service in project.Services.Values.OrderBy(service => service.Name, StringComparer.Ordinal))
        {
            if (ImageMandatory && string.IsNullOrEmpty(service.Image) && service.Provider is null)
                throw new GantryException(ErrorKind.Invalid, $"\"service.image\" attribute is mandatory to push an image for service \"{service.Name}\"");
            if (service.Build is null || string.IsNullOrEmpty(service.Image))
                view.Report(new ProgressEvent(service.Name, ProgressStatus.Done, "") { Text = "Skipped" });
            else if (!LeavesIndexes || service.Build.Platforms.Count < 2)
                work.AddRange(service.Build.Tags.Prepend(service.Image).Select(image => PushAsync(service.Name, image, view, cancellation)));
        }

        await Task.WhenAll(work);
    }

    private async Task PushAsync(string service, string image, ProgressView view, CancellationToken cancellation)
    {
        if (call.DryRun is not null)
            return;
        try
        {
            await using var stream = await call.Engine.PushImageAsync(image, cancellation);
            using var lines = new StreamReader(stream);
            while (await lines.ReadLineAsync(cancellation) is { } line)
            {
                if (line.Length == 0 || JsonSerializer.Deserialize(line, ClientJson.Default.ProgressMessage) is not { } message)
                    continue;
                if ((message.ErrorDetail?.Message ?? message.Error) is { } fault)
                    throw new GantryException(ErrorKind.Unavailable, fault);
                if (LayerProgress.Of("", message) is { } happened)
                    view.Report(happened with { Subject = $"Pushing {image}: {happened.Subject}" });
            }
        }
        catch (GantryException fault) when (IgnoreFailures)
        {
            view.Remark($"Pushing {service}: {fault.Message}");
        }
    }
}
