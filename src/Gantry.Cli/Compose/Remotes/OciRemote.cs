using System.Net;
using System.Text.Json;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Publishing;
using Gantry.Cli.Settings.Credentials;
using Gantry.Compose.Loading;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Registry;
using Gantry.Registry.Errors;

namespace Gantry.Cli.Compose.Remotes;

/// <summary>Compose files that were published to a registry.</summary>
internal sealed class OciRemote(CredentialStores credentials)
{
    private const string Prefix = "oci://";
    private const string MainFile = "compose.yaml";

    public static bool Accepts(string address) => address.StartsWith(Prefix, StringComparison.Ordinal);

    /// <exception cref="GantryException">The registry refuses.</exception>
    /// <exception cref="CliException">It is no Compose project.</exception>
    public async Task<RemoteFile> FetchAsync(string address, CancellationToken cancellation)
    {
        using var access = new RegistryAccess(credentials);
        var name = RegistryAccess.Parse(address[Prefix.Length..]);
        try
        {
            var root = await access.AtAsync(name, async repository =>
            {
                var found = await repository.ManifestAsync(name.Digest.IsEmpty ? name.Tag! : name.Digest.Value, cancellation);
                return await RemoteCache.KeepAsync(found.Descriptor.Digest.Hex, directory => UnpackAsync(repository, name, found, directory, cancellation));
            }, cancellation);
            return new RemoteFile(Path.Combine(root, MainFile), root);
        }
        catch (GantryException fault) when (fault is RegistryException or ConnectionException)
        {
            var reason = fault is RegistryException { Status: HttpStatusCode.NotFound } ? $"{name.Canonical}: not found" : fault.Message;
            throw new GantryException(fault.Kind, $"failed to pull OCI resource \"{name.Canonical}\": {reason}", fault);
        }
    }

    private static async Task UnpackAsync(Repository repository, Reference name, FetchedManifest found, string directory, CancellationToken cancellation)
    {
        if (found.Descriptor.MediaType is MediaTypes.OciIndex or MediaTypes.DockerList)
        {
            var index = Read(found.Content, OciJson.Default.ImageIndex);
            var project = index.Manifests.LastOrDefault(manifest => manifest.ArtifactType == ComposeArtifact.Type)
                ?? throw new CliException($"OCI index {name.Canonical} doesn't refer to compose artifacts");
            found = await repository.ManifestAsync(project.Digest.Value, cancellation);
        }

        var manifest = Read(found.Content, OciJson.Default.Manifest);
        if (string.IsNullOrEmpty(manifest.ArtifactType) ? manifest.Config.MediaType != ComposeArtifact.EmptyConfig : manifest.ArtifactType != ComposeArtifact.Type)
            throw new CliException($"{name.Canonical} is not a compose project OCI artifact, but {manifest.ArtifactType}");
        for (var i = 0; i < manifest.Layers.Count; i++)
        {
            var layer = manifest.Layers[i];
            if (layer.MediaType is ComposeArtifact.ComposeFile or ComposeArtifact.EnvironmentFile)
                await WriteAsync(layer, isFirst: i == 0, await repository.DocumentAsync(layer, cancellation), directory, cancellation);
        }
    }

    /// <summary>Writes a layer. The project's files become one file of several documents, which are merged as several files are.</summary>
    private static async Task WriteAsync(Descriptor layer, bool isFirst, byte[] content, string directory, CancellationToken cancellation)
    {
        var annotations = layer.Annotations ?? new Dictionary<string, string>();
        if (layer.MediaType == ComposeArtifact.EnvironmentFile)
        {
            var environment = annotations.GetValueOrDefault(ComposeArtifact.EnvironmentName)
                ?? throw new CliException($"missing annotation {ComposeArtifact.EnvironmentName} in layer \"{layer.Digest}\"");
            await File.WriteAllBytesAsync(Path.Combine(directory, Checked(environment)), content, cancellation);
            return;
        }

        var name = annotations.ContainsKey(ComposeArtifact.Extended) ? Checked(annotations.GetValueOrDefault(ComposeArtifact.FileName, "")) : MainFile;
        await using var file = new FileStream(Path.Combine(directory, name), FileMode.Append);
        if (!isFirst && annotations.ContainsKey(ComposeArtifact.FileName))
            await file.WriteAsync("\n---\n"u8.ToArray(), cancellation);
        await file.WriteAsync(content, cancellation);
    }

    /// <summary>A name a stranger chose, which must be one in the directory.</summary>
    private static string Checked(string name) =>
        name is "" or "." or ".." || name.AsSpan().IndexOfAny('/', '\\') >= 0 ? throw new CliException("invalid OCI artifact") : name;

    private static T Read<T>(byte[] content, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(content, type) ?? throw new CliException("invalid OCI artifact");
        }
        catch (JsonException fault)
        {
            throw new CliException($"invalid OCI artifact: {fault.Message}");
        }
    }
}
