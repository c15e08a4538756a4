using System.Globalization;
using System.Text.Json;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Remotes;
using Gantry.Compose.Observed;
using Gantry.Compose.Publishing;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Registry;
using Gantry.Registry.Errors;

namespace Gantry.Cli.Compose.Publishing;

/// <summary>Puts a project's files into a registry, as an artifact with a layer for each.</summary>
/// <param name="access">Registries.</param>
/// <param name="target">Where it goes.</param>
internal sealed class ProjectUpload(RegistryAccess access, Reference target)
{
    private static readonly byte[] EmptyObject = "{}"u8.ToArray();

    /// <summary>Sends it.</summary>
    /// <param name="files">The files.</param>
    /// <param name="version">The version of OCI's specifications that is followed: 1.0 or 1.1; empty: the newest the registry takes.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The manifest.</returns>
    public Task<Descriptor> RunAsync(IReadOnlyList<PublishedFile> files, string version, CancellationToken cancellation) => access.AtAsync(target, async repository =>
    {
        var layers = files.Select(Layer).ToList();
        if (version != "1.0")
            await SendAsync(repository, Config(ComposeArtifact.Empty), EmptyObject, cancellation);
        foreach (var (layer, file) in layers.Zip(files))
            await SendAsync(repository, layer, file.Content, cancellation);
        if (version.Length > 0)
            return await FinishAsync(repository, layers, version, cancellation);
        try
        {
            return await FinishAsync(repository, layers, "1.1", cancellation);
        }
        catch (RegistryException fault) when ((int)fault.Status is >= 400 and < 500 and not (401 or 403 or 407))
        {
            // A registry that knows no artifacts yet.
            return await FinishAsync(repository, layers, "1.0", cancellation);
        }
    }, cancellation, forUploads: true);

    private async Task<Descriptor> FinishAsync(Repository repository, List<Descriptor> layers, string version, CancellationToken cancellation)
    {
        if (version is not ("1.0" or "1.1"))
            throw new CliException($"unsupported OCI version: {version}");
        var config = Config(version == "1.0" ? ComposeArtifact.EmptyConfig : ComposeArtifact.Empty);
        await SendAsync(repository, config, EmptyObject, cancellation);
        var manifest = new Manifest
        {
            MediaType = MediaTypes.OciManifest,
            ArtifactType = version == "1.0" ? null : ComposeArtifact.Type,
            Config = config,
            Layers = layers,
            Annotations = new Dictionary<string, string> { ["org.opencontainers.image.created"] = Now() },
        };
        var content = JsonSerializer.SerializeToUtf8Bytes(manifest, OciJson.Plain.Manifest);
        await repository.PutManifestAsync(target.Tag ?? target.Digest.Value, MediaTypes.OciManifest, content, cancellation);
        return new Descriptor
        {
            MediaType = MediaTypes.OciManifest,
            Digest = Digest.Of(content),
            Size = content.Length,
            Annotations = new Dictionary<string, string> { [ComposeArtifact.Version] = ComposeLabels.SpokenVersion },
            ArtifactType = manifest.ArtifactType,
        };
    }

    private static async Task SendAsync(Repository repository, Descriptor blob, byte[] content, CancellationToken cancellation)
    {
        if (await repository.HasAsync(blob.Digest, cancellation) || await repository.BeginAsync(null, cancellation) is not { } session)
            return;
        await repository.SendAsync(session, blob, () => new MemoryStream(content), _ => { }, cancellation);
    }

    private static Descriptor Config(string type) => Of(type, EmptyObject, null);

    private static Descriptor Layer(PublishedFile file)
    {
        var annotations = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [ComposeArtifact.Version] = ComposeLabels.SpokenVersion,
            [file.Kind == PublishedKind.Environment ? ComposeArtifact.EnvironmentName : ComposeArtifact.FileName] = file.Name,
        };
        if (file.Kind == PublishedKind.Extended)
            annotations[ComposeArtifact.Extended] = "true";
        return Of(file.Kind == PublishedKind.Environment ? ComposeArtifact.EnvironmentFile : ComposeArtifact.ComposeFile, file.Content, annotations);
    }

    private static Descriptor Of(string type, byte[] content, IReadOnlyDictionary<string, string>? annotations) => new()
    {
        MediaType = type,
        Digest = Digest.Of(content),
        Size = content.Length,
        Annotations = annotations,
        Data = content.Length > 0 ? Convert.ToBase64String(content) : null,
    };

    private static string Now() => DateTimeOffset.Now is var now && now.Offset == TimeSpan.Zero
        ? now.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
        : now.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
}
