using Gantry.Build.Sessions;
using Gantry.Build.Solver;
using Gantry.Build.Solver.Steps;
using Gantry.Oci.References;
using Gantry.Storage.Leases;
using Gantry.Storage.Steps;

namespace Gantry.Build.Exporters;

/// <summary>BuildKit's exporters "oci" and "docker": an image as an archive for the client, an OCI layout; Docker's has the list it loads by beside it.</summary>
internal sealed class ImageArchive(StepHost host, ExportRequest request, ExporterRequest exporter, ExportProgress shown, IBuildProgress progress)
    : ImageExport(host, request, exporter, shown, progress)
{
    /// <summary>What clients call the directory they want the blobs in.</summary>
    private const string ExportStore = "export";

    private static readonly IReadOnlyDictionary<string, string> s_nothing = new Dictionary<string, string>();

    protected override async Task<IReadOnlyDictionary<string, string>> RunAsync(
        IReadOnlyList<(ResultPart Part, IReadOnlyList<TreeLayer> Layers)> parts, Lease lease, Action<AssembledImage> made, CancellationToken cancellation)
    {
        var forDocker = Exporter.Type == "docker";
        // Docker loads one image and has no place for what is said of it.
        if (forDocker) parts = [.. parts.Select(p => (p.Part with { Reference = null }, p.Layers))];
        var options = ImageOptions.Read(Exporter.Attributes, isOci: !forDocker);
        options.Epoch = Epoch;
        var names = options.Names.Select(n => Reference.Parse(n).WithDefaultTag()).ToList();
        var session = Request.Session ?? throw ResultExporter.NoClient();
        var image = await new ImageAssembly(Host, lease, options, Shown).RunAsync(parts, isIndex: Request.Result.References.Count > 0, inlineOnly: false, cancellation);
        made(image);
        var answer = image.Answer();
        if (names.Count > 0) answer["image.name"] = string.Join(',', names.Select(n => n.Canonical));
        if (!options.Switch("tar", otherwise: true))
        {
            await Shown.PartAsync("copying to client directory", () => CopyAsync(session, image, cancellation));
            return answer;
        }

        await Shown.PartAsync("sending tarball", async () =>
        {
            await using var output = await session.OpenExportAsync(Exporter.Id, s_nothing, cancellation);
            await Host.Store.WriteArchiveAsync(image.All, LayoutArchive.Documents(image, names, options.Epoch ?? DateTimeOffset.UtcNow, forDocker), output, cancellation);
            return true;
        });
        return answer;
    }

    /// <summary>Puts the blobs into a directory of the client's, what names others last; the index of the directory the client writes itself.</summary>
    private async Task<bool> CopyAsync(IBuildSession session, AssembledImage image, CancellationToken cancellation)
    {
        foreach (var blob in image.Blobs.Concat(image.Manifests).Append(image.Root))
            await session.PutContentAsync(ExportStore, blob, () => Host.Store.Content.OpenStream(blob.Digest), cancellation);
        return true;
    }
}
