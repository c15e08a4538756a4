using Gantry.Build.Sessions;
using Gantry.Build.Solver;
using Gantry.Build.Solver.Steps;
using Gantry.Engine.Images.Pulls;
using Gantry.Oci.Errors;
using Gantry.Oci.References;
using Gantry.Registry;
using Gantry.Storage.Leases;
using Gantry.Storage.Steps;

namespace Gantry.Build.Exporters;

/// <summary>BuildKit's exporter "image": an image in the form registries hold, which is sent to them where that is wanted, and kept here under its
/// names where it is for this machine.</summary>
internal sealed class RegistryImage(StepHost host, ExportRequest request, ExporterRequest exporter, ExportProgress shown, IBuildProgress progress)
    : ImageExport(host, request, exporter, shown, progress)
{
    protected override async Task<IReadOnlyDictionary<string, string>> RunAsync(
        IReadOnlyList<(ResultPart Part, IReadOnlyList<TreeLayer> Layers)> parts, Lease lease, Action<AssembledImage> made, CancellationToken cancellation)
    {
        var options = ImageOptions.Read(Exporter.Attributes, isOci: false);
        options.Epoch = Epoch;
        var (push, byDigest) = (options.Switch("push"), options.Switch("push-by-digest"));
        if (push && options.Names.Count == 0) throw new GantryException(ErrorKind.Invalid, "tag is needed when pushing to registry");
        var names = options.Names.Select(Reference.Parse).ToList();
        if (byDigest && names.FirstOrDefault(n => n.Tag is not null) is { } tagged) throw new GantryException(ErrorKind.Invalid, $"can't push tagged ref {tagged.Canonical} by digest");
        if (!byDigest) names = [.. names.Select(n => n.WithDefaultTag())];

        var image = await new ImageAssembly(Host, lease, options, Shown).RunAsync(parts, isIndex: Request.Result.References.Count > 0, inlineOnly: true, cancellation);
        made(image);
        if (options.Switch("store", otherwise: true)) await KeepAsync(parts, names, options, lease, cancellation);
        if (push)
        {
            foreach (var name in names) await PushAsync(name, image, options, cancellation);
        }

        var answer = image.Answer();
        if (options.Names.Count > 0) answer["image.name"] = options.Text("name");
        return answer;
    }

    /// <summary>Keeps the image that this machine can run.</summary>
    private async Task KeepAsync(
        IReadOnlyList<(ResultPart Part, IReadOnlyList<TreeLayer> Layers)> parts, IReadOnlyList<Reference> names, ImageOptions options, Lease lease, CancellationToken cancellation)
    {
        var own = parts.FirstOrDefault(p => PlatformChoice.Fits(p.Part.Platform, PlatformChoice.Host));
        var kept = names.Where(n => n.Tag is not null).ToList();
        if (own.Part is null || (kept.Count == 0 && options.Text("dangling-name-prefix").Length == 0)) return;
        await UnpackAsync(own.Layers, lease, cancellation);
        LocalImage.Add(Host, own, kept, options.Epoch, Shown);
    }

    private async Task PushAsync(Reference name, AssembledImage image, ImageOptions options, CancellationToken cancellation)
    {
        using var own = options.Switch("registry.insecure")
            ? new RegistryClient(Host.Registry.Options with { Insecure = [.. Host.Registry.Options.Insecure, name.Domain] })
            : null;
        try
        {
            await new RegistryUpload(Host, own ?? Host.Registry, image, Shown).RunAsync(name, await SessionLogins.OfAsync(Request.Session, name, cancellation), cancellation);
        }
        catch (GantryException e)
        {
            throw new GantryException(e.Kind, $"failed to push {name.Canonical}: {e.Message}", e);
        }
    }
}
