using System.Text.Json;

using Gantry.Engine.Images.Pulls;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Registry;
using Gantry.Registry.Auth;
using Gantry.Registry.Errors;
using Gantry.Registry.Search;

namespace Gantry.Engine.Registries;

/// <summary>The verbs of registries, with Docker's rules for names of registries.</summary>
internal sealed class RegistryVerbs(RegistryClient client) : IRegistries
{
    private const string DockerIndex = "index.docker.io";

    public Task<string> LoginAsync(RegistryCredentials credentials, CancellationToken cancellation) =>
        client.LoginAsync(DomainOf(credentials.Server), credentials, cancellation);

    public async Task<(Descriptor Descriptor, IReadOnlyList<Platform> Platforms)> DescribeAsync(Reference name, RegistryCredentials credentials, CancellationToken cancellation)
    {
        try
        {
            return await client.AtAsync(name, credentials, WorkAsync, cancellation);
        }
        catch (RegistryException e)
        {
            throw PullFaults.Asked(e, name);
        }

        async Task<(Descriptor, IReadOnlyList<Platform>)> WorkAsync(Repository repository)
        {
            var found = await repository.ManifestAsync(name.Digest.IsEmpty ? name.Tag! : name.Digest.Value, cancellation);
            try
            {
                return (found.Descriptor, await PlatformsAsync(repository, found, cancellation));
            }
            catch (JsonException e)
            {
                throw new GantryException(ErrorKind.Invalid, $"invalid manifest: {e.Message}", e);
            }
        }
    }

    public Task<IReadOnlyList<FoundRepository>> SearchAsync(string term, int limit, RegistryCredentials credentials, CancellationToken cancellation)
    {
        if (term.Contains("://", StringComparison.Ordinal)) throw new GantryException(ErrorKind.Invalid, $"invalid repository name ({term}): it has no scheme");
        // A first part with a dot or a port, or "localhost", is a registry; anything else belongs to the term.
        var slash = term.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : term[..slash];
        var isDomain = first == "localhost" || first.AsSpan().ContainsAny('.', ':');
        var domain = isDomain && first != DockerIndex ? first : Reference.DefaultDomain;
        var rest = isDomain ? term[(slash + 1)..] : term;
        if (domain == Reference.DefaultDomain && rest.StartsWith("library/", StringComparison.Ordinal)) rest = rest["library/".Length..];
        return client.SearchAsync(domain, rest, limit, credentials, cancellation);
    }

    private static async Task<IReadOnlyList<Platform>> PlatformsAsync(Repository repository, FetchedManifest found, CancellationToken cancellation)
    {
        if (MediaTypes.IsIndex(found.Descriptor.MediaType))
            return [.. JsonSerializer.Deserialize(found.Content, OciJson.Plain.ImageIndex)!.Manifests.Select(m => m.Platform).OfType<Platform>()];
        if (!MediaTypes.IsManifest(found.Descriptor.MediaType)) return [];
        var manifest = JsonSerializer.Deserialize(found.Content, OciJson.Plain.Manifest)!;
        if (!MediaTypes.IsConfig(manifest.Config.MediaType)) return [];
        var config = JsonSerializer.Deserialize(await repository.DocumentAsync(manifest.Config, cancellation), OciJson.Plain.ImageConfig)!;
        return config.Os.Length == 0 ? [] : [new Platform { Os = config.Os, Architecture = config.Architecture, Variant = config.Variant }];
    }

    /// <summary>The registry an address means, which clients write with or without scheme and path.</summary>
    private static string DomainOf(string server)
    {
        var start = server.IndexOf("://", StringComparison.Ordinal);
        var host = (start < 0 ? server : server[(start + 3)..]).Split('/')[0];
        return host is "" or DockerIndex ? Reference.DefaultDomain : host;
    }
}
