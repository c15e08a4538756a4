using Gantry.Build.Solver;
using Gantry.Build.Solver.Steps;
using Gantry.Linux.Files;
using Gantry.Oci.Errors;
using Gantry.Oci.References;
using Gantry.Storage.Trees;

namespace Gantry.Build.Exporters;

/// <summary>Makes of a result what the client asked for.</summary>
internal sealed class ResultExporter(StepHost host, ExportRequest request, IBuildProgress progress)
{
    private static readonly IReadOnlyDictionary<string, string> s_nothing = new Dictionary<string, string>();

    /// <summary>Does it.</summary>
    /// <returns>What the client is told.</returns>
    public async Task<IReadOnlyDictionary<string, string>> ExportAsync(ExporterRequest exporter, CancellationToken cancellation)
    {
        if (exporter.Type == "docker" && request.Result.References.Count > 0)
            throw new GantryException(ErrorKind.Invalid, "docker exporter does not currently support exporting manifest lists");
        var parts = await ResultParts.ReadAsync(host, request.Result, cancellation);
        return exporter.Type switch
        {
            "moby" => await StepAsync("exporting to image", shown => new LocalImage(host, request, exporter, shown, progress).RunAsync(parts, cancellation)),
            "image" => await StepAsync("exporting to image", shown => new RegistryImage(host, request, exporter, shown, progress).RunAsync(parts, cancellation)),
            "docker" or "oci" => await StepAsync($"exporting to {exporter.Type} image format", shown => new ImageArchive(host, request, exporter, shown, progress).RunAsync(parts, cancellation)),
            "tar" => await StepAsync("exporting to client tarball", shown => shown.PartAsync("sending tarball", () => TarAsync(exporter, parts, cancellation))),
            "local" => await StepAsync("exporting to client directory", shown => LocalAsync(exporter, parts, shown, cancellation)),
            "cacheonly" => s_nothing,
            _ => throw Unknown(exporter.Type),
        };
    }

    /// <summary>Refuses exporters that nobody knows and names that are none, before anything is built for them.</summary>
    /// <exception cref="GantryException">Internal: one is unknown. Invalid: no name.</exception>
    public static void Check(IReadOnlyList<ExporterRequest> exporters)
    {
        if (exporters.FirstOrDefault(e => e.Type is not ("moby" or "image" or "docker" or "oci" or "tar" or "local" or "cacheonly")) is { } unknown) throw Unknown(unknown.Type);
        foreach (var image in exporters.Where(e => e.Type is "moby" or "image" or "docker" or "oci"))
            foreach (var name in new ExportOptions(image.Attributes).Names) Reference.Parse(name);
    }

    private static GantryException Unknown(string type) => new(ErrorKind.Internal, $"exporter \"{type}\" could not be found");

    private Task<IReadOnlyDictionary<string, string>> StepAsync(string name, Func<ExportProgress, Task<IReadOnlyDictionary<string, string>>> work) =>
        ExportProgress.StepAsync(progress, name, work);

    private async Task<IReadOnlyDictionary<string, string>> TarAsync(ExporterRequest exporter, IReadOnlyList<ResultPart> parts, CancellationToken cancellation)
    {
        var session = request.Session ?? throw NoClient();
        await Files(exporter).SendAsync(
            parts,
            async tree =>
            {
                await using var output = await session.OpenExportAsync(exporter.Id, s_nothing, cancellation);
                await TreeCopy.WriteWholeAsync(tree, Modified(exporter), output, cancellation);
            },
            cancellation);
        return s_nothing;
    }

    private async Task<IReadOnlyDictionary<string, string>> LocalAsync(ExporterRequest exporter, IReadOnlyList<ResultPart> parts, ExportProgress shown, CancellationToken cancellation)
    {
        var session = request.Session ?? throw NoClient();
        var copied = shown.Transfer(request.Result.References.Count == 1 ? $"copying files {parts[0].Key}" : "copying files");
        await Files(exporter).SendAsync(
            parts,
            tree => session.SendDirectoryAsync(exporter.Id, $"/proc/self/fd/{tree.Handle.DangerousGetHandle()}", Modified(exporter), copied.Bytes, cancellation),
            cancellation);
        copied.Done();
        return s_nothing;
    }

    private FilesExport Files(ExporterRequest exporter) => new(host, new ExportOptions(exporter.Attributes), request.Result.References.Count > 0);

    /// <summary>The time that all files have, as with BuildKit also those that are older; null: each its own.</summary>
    private FileTime? Modified(ExporterRequest exporter) => EpochText.Of(exporter, request) is { } epoch ? new FileTime(epoch.ToUnixTimeSeconds(), 0) : null;

    internal static GantryException NoClient() => new(ErrorKind.Invalid, "there is no client to export to");
}
