using System.Globalization;
using System.Text.Json;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Images;
using Gantry.Compose.Execute;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan;
using Gantry.Oci.Errors;
using Gantry.Oci.References;

namespace Gantry.Cli.Compose.Engine;

internal sealed partial class ComposeEngine
{
    public async Task<ObservedImage?> FindImageAsync(string name, CancellationToken cancellation)
    {
        try
        {
            var found = await Client.ImageAsync(name, cancellation);
            return new ObservedImage(found.Id)
            {
                Volumes = [.. (found.Config?.Volumes ?? []).Keys],
                Platform = $"{found.Os}/{found.Architecture}{(found.Variant is { Length: > 0 } variant ? "/" + variant : "")}",
                Tagged = DateTimeOffset.TryParse(found.Metadata?.LastTagTime, CultureInfo.InvariantCulture, out var time) ? time : null,
            };
        }
        catch (EngineException fault) when (fault.Kind == ErrorKind.NotFound)
        {
            return null;
        }
        catch (EngineException fault)
        {
            throw new GantryException(fault.Kind, $"unable to get image '{name}': {fault.Message}", fault);
        }
    }

    public async Task<IReadOnlyList<(string Name, string Service)>> ListBuiltImagesAsync(string project, CancellationToken cancellation)
    {
        var filters = Filters.ToJson([$"label={ComposeLabels.Project}={project}", "dangling=false"]);
        return
        [
            .. (await Client.ImagesAsync(filters, cancellation))
                .Where(image => image.RepoTags is { Count: > 0 })
                .Select(image => (image.RepoTags![0], image.Labels?.GetValueOrDefault(ComposeLabels.Service) ?? "")),
        ];
    }

    public async Task PullImageAsync(PullOrder order, Action<ProgressEvent> progress, CancellationToken cancellation)
    {
        var image = ImagePull.Parse(order.Image).WithDefaultTag();
        var path = "/images/create" + Query.Of(("fromImage", image.FamiliarName), ("tag", TagOf(image)), ("platform", order.Platform));
        await using var stream = await Client.PostStreamAsync(path, await credentials.HeaderAsync(image, cancellation), cancellation);
        using var lines = new StreamReader(stream);
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length == 0 || JsonSerializer.Deserialize(line, ClientJson.Default.ProgressMessage) is not { } message)
                continue;
            if ((message.ErrorDetail?.Message ?? message.Error) is { } fault)
                throw new GantryException(ErrorKind.Unavailable, fault);
            if (LayerProgress.Of(order.Service, message) is { } happened)
                progress(happened);
        }
    }

    /// <summary>Asks an engine to send an image to its registry; the answer is messages, one a line.</summary>
    public async Task<Stream> PushImageAsync(string image, CancellationToken cancellation)
    {
        var name = ImagePull.Parse(image).WithDefaultTag();
        var path = $"/images/{Query.Escape(name.FamiliarName)}/push" + Query.Of(("tag", TagOf(name)));
        return await Client.PostStreamAsync(path, await credentials.HeaderAsync(name, cancellation), cancellation);
    }

    /// <summary>Whether the engine has a BuildKit.</summary>
    public async Task<bool> HasBuildKitAsync(CancellationToken cancellation)
    {
        using var answer = await Client.SendAsync(HttpMethod.Get, "/_ping", null, cancellation);
        return answer.Headers.TryGetValues("Builder-Version", out var version) && version.First() == "2";
    }

    /// <summary>What an image's registry says of it, as a document.</summary>
    public async Task<byte[]> DescribeAsync(string image, CancellationToken cancellation)
    {
        var name = ImagePull.Parse(image).WithDefaultTag();
        var credential = await credentials.HeaderAsync(name, cancellation);
        using var answer = await Client.SendAsync(HttpMethod.Get, $"/distribution/{Query.Escape(name.Familiar)}/json", null, cancellation, credential);
        return await answer.Content.ReadAsByteArrayAsync(cancellation);
    }

    /// <summary>Removes images that were built for a project and have lost their names; one that is still used stays.</summary>
    public async Task RemoveNamelessImagesAsync(string project, CancellationToken cancellation)
    {
        var filters = Filters.ToJson([$"label={ComposeLabels.Project}={project}", "dangling=true"]);
        foreach (var image in await Client.ImagesAsync(filters, cancellation))
        {
            try
            {
                await Client.RemoveImageAsync(image.Id, cancellation);
            }
            catch (GantryException)
            {
                // Its container is yet to be replaced: the next rebuild finds it again.
            }
        }
    }

    public Task RemoveImageAsync(string name, CancellationToken cancellation) => Client.RemoveImageAsync(name, cancellation);

    /// <summary>What is asked for behind the name: the digest where there is one.</summary>
    private static string TagOf(Reference image) => image.Digest.IsEmpty ? image.Tag ?? "" : image.Digest.ToString();
}
