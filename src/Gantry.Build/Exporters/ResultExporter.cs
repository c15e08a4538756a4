using System.Text.Json;

using Gantry.Build.Frontend;
using Gantry.Build.Solver;
using Gantry.Build.Solver.Steps;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Storage.Images;
using Gantry.Storage.Trees;

namespace Gantry.Build.Exporters;

/// <summary>Makes of a result what the client asked for.</summary>
internal sealed class ResultExporter(StepHost host, ExportRequest request, IBuildProgress progress)
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    /// <summary>Does it.</summary>
    /// <returns>What the client is told.</returns>
    public async Task<IReadOnlyDictionary<string, string>> ExportAsync(ExporterRequest exporter, CancellationToken cancellation)
    {
        var files = request.Result.Reference is BuiltReference reference ? await reference.FilesAsync(cancellation) : new LayeredFiles(host.Store, []);
        switch (exporter.Type)
        {
            case "moby" or "image":
                return await ShownAsync("exporting to image", () => Image(exporter, files, cancellation));
            case "docker" or "oci":
                return await ShownAsync($"exporting to {exporter.Type} image format", () => ArchiveAsync(exporter, files, cancellation));
            case "tar":
                await ShownAsync("exporting to client tarball", () => TarAsync(exporter, files, cancellation));
                return Nothing;
            case "local":
                await ShownAsync("exporting to client directory", () => LocalAsync(exporter, files, cancellation));
                return Nothing;
            case "cacheonly":
                return Nothing;
            default:
                throw new GantryException(ErrorKind.Invalid, $"exporter \"{exporter.Type}\" could not be found");
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> Image(ExporterRequest exporter, StepFiles files, CancellationToken cancellation)
    {
        var image = await AddAsync(exporter, files, cancellation);
        if (exporter.Attributes.GetValueOrDefault("push") == "true") throw new GantryException(ErrorKind.NotImplemented, "push is currently not implemented for docker driver, please create a new builder instance");
        var answer = new Dictionary<string, string>
        {
            ["containerimage.config.digest"] = image.Id.Value,
            ["containerimage.digest"] = image.Id.Value,
        };
        if (exporter.Attributes.GetValueOrDefault("name") is { Length: > 0 } names) answer["image.name"] = string.Join(',', names.Split(',').Select(n => Reference.Parse(n.Trim()).WithDefaultTag().Canonical));
        return answer;
    }

    private async Task<ImageRecord> AddAsync(ExporterRequest exporter, StepFiles files, CancellationToken cancellation)
    {
        using var lease = host.Store.Leases.Take();
        var context = new StepContext(host, request.Session, progress, lease, []);
        var layers = (await TreeCopies.ToLayersAsync(context, files, cancellation)).Layers;
        var names = (exporter.Attributes.GetValueOrDefault("name") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var config = (request.Result as BuiltResult)?.Image is { } known ? known : ImageOf(request.Result);
        DateTimeOffset? epoch = exporter.Attributes.TryGetValue("source-date-epoch", out var text) && long.TryParse(text, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        return host.Store.AddBuilt(config.Write(layers, epoch), layers, [.. names.Select(n => Reference.Parse(n).WithDefaultTag())]);
    }

    private async Task<IReadOnlyDictionary<string, string>> ArchiveAsync(ExporterRequest exporter, StepFiles files, CancellationToken cancellation)
    {
        var image = await AddAsync(exporter, files, cancellation);
        var session = request.Session ?? throw new GantryException(ErrorKind.Invalid, "there is no client to export to");
        await using (var output = await session.OpenExportAsync(exporter.Id, Nothing, cancellation))
        {
            var names = image.Names.Count > 0 ? image.Names : [image.Id.Value];
            await host.Images.Save(names)(output, cancellation);
        }

        return new Dictionary<string, string> { ["containerimage.config.digest"] = image.Id.Value, ["containerimage.digest"] = image.Id.Value };
    }

    private async Task<bool> TarAsync(ExporterRequest exporter, StepFiles files, CancellationToken cancellation)
    {
        var session = request.Session ?? throw new GantryException(ErrorKind.Invalid, "there is no client to export to");
        using var open = files.Open();
        await using var output = await session.OpenExportAsync(exporter.Id, Nothing, cancellation);
        await TreeCopy.WriteWholeAsync(open.Tree, output, cancellation);
        return true;
    }

    private async Task<bool> LocalAsync(ExporterRequest exporter, StepFiles files, CancellationToken cancellation)
    {
        var session = request.Session ?? throw new GantryException(ErrorKind.Invalid, "there is no client to export to");
        using var open = files.Open();
        await session.SendDirectoryAsync(exporter.Id, $"/proc/self/fd/{open.Tree.Handle.DangerousGetHandle()}", _ => { }, cancellation);
        return true;
    }

    private async Task<T> ShownAsync<T>(string name, Func<Task<T>> work)
    {
        var vertex = ProgressVertex.Internal(name, Guid.NewGuid().ToString("N"));
        progress.Known(vertex);
        progress.Started(vertex);
        try
        {
            var result = await work();
            progress.Completed(vertex, cached: false, null);
            return result;
        }
        catch (Exception e)
        {
            progress.Completed(vertex, cached: false, e.Message);
            throw;
        }
    }

    /// <summary>The configuration that a client gave with its result.</summary>
    private static StageImage ImageOf(SolveResult result)
    {
        if (!result.Metadata.TryGetValue("containerimage.config", out var bytes)) return new StageImage { Platform = new Platform { Os = "linux", Architecture = Engine.Images.Pulls.PlatformChoice.Host.Architecture } };
        try
        {
            var config = JsonSerializer.Deserialize(bytes.Span, OciJson.Plain.ImageConfig) ?? new ImageConfig();
            return new StageImage
            {
                Platform = new Platform { Os = config.Os, Architecture = config.Architecture, Variant = config.Variant },
                Config = config.Config ?? new ExecutionConfig(),
                Author = config.Author,
                History = [.. config.History ?? []],
            };
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"failed to parse image config: {e.Message}", e);
        }
    }
}
