using Gantry.Build.Solver;
using Gantry.Build.Solver.Steps;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Storage.Leases;
using Gantry.Storage.Steps;

namespace Gantry.Build.Exporters;

/// <summary>Docker's own exporter, "moby": an image of this host under its names. Clients send it to registries themselves.</summary>
internal sealed class LocalImage(StepHost host, ExportRequest request, ExporterRequest exporter, ExportProgress shown, IBuildProgress progress)
    : ImageExport(host, request, exporter, shown, progress)
{
    /// <summary>What layers are called that are in this host's images and have no packed form.</summary>
    private const string DiffType = "application/vnd.docker.image.rootfs.diff.tar";

    protected override async Task<IReadOnlyDictionary<string, string>> RunAsync(
        IReadOnlyList<(ResultPart Part, IReadOnlyList<TreeLayer> Layers)> parts, Lease lease, Action<AssembledImage> made, CancellationToken cancellation)
    {
        if (parts.Count > 1) throw new GantryException(ErrorKind.Invalid, "exporting multiple references to image store is currently unsupported");
        var options = new ExportOptions(Exporter.Attributes);
        var names = options.Names.Select(Reference.Parse).ToList();
        await UnpackAsync(parts[0].Layers, lease, cancellation);
        foreach (var layer in parts[0].Layers)
            if (parts[0].Part.Reference is { } reference) reference.Context.Exported[layer.DiffId] = new Descriptor { MediaType = DiffType, Digest = layer.DiffId, Size = -1 };
        var image = Add(Host, parts[0], names, Epoch, Shown);
        var answer = new Dictionary<string, string>
        {
            ["containerimage.config.digest"] = image.Value,
            ["containerimage.digest"] = image.Value,
        };
        if (names.Count > 0) answer["image.name"] = string.Join(',', names.Select(n => n.Canonical));
        return answer;
    }

    /// <summary>Makes an image of this host.</summary>
    /// <returns>Its id.</returns>
    public static Digest Add(StepHost host, (ResultPart Part, IReadOnlyList<TreeLayer> Layers) part, IReadOnlyList<Reference> names, DateTimeOffset? epoch, ExportProgress shown)
    {
        var config = part.Part.Image.Write(part.Layers, epoch);
        var tagged = names.Select(n => n.WithDefaultTag()).ToList();
        var image = host.Store.AddBuilt(config, part.Layers, tagged);
        shown.Part("exporting layers");
        shown.Part($"writing image {image.Id}");
        foreach (var name in names) shown.Part($"naming to {name.Canonical}");
        host.Images.Made(image.Id.ToString(), tagged.Select(n => n.Familiar));
        return image.Id;
    }
}
