using Gantry.Cli.Settings.Credentials;
using Gantry.Oci.References;
using Gantry.Registry;
using Gantry.Registry.Auth;
using Gantry.Registry.Proxies;

namespace Gantry.Cli.Compose.Remotes;

/// <summary>Registries as this program itself reaches them, without an engine, under the user's credentials.</summary>
internal sealed class RegistryAccess(CredentialStores credentials) : IDisposable
{
    private readonly RegistryClient client = new(new RegistryOptions { Proxies = ProxySettings.OfEnvironment() });

    /// <summary>Reads a name as it is typed; where it has tag and digest, the digest counts.</summary>
    /// <exception cref="Oci.Errors.GantryException">It is none.</exception>
    public static Reference Parse(string text)
    {
        var name = Reference.Parse(text);
        return name.Digest.IsEmpty ? name.WithDefaultTag() : Reference.Parse($"{name.Name}@{name.Digest}");
    }

    /// <summary>Does something with a repository.</summary>
    /// <param name="name">The repository.</param>
    /// <param name="work">What.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="forUploads">Whether something is written.</param>
    public async Task<T> AtAsync<T>(Reference name, Func<Repository, Task<T>> work, CancellationToken cancellation, bool forUploads = false)
    {
        var server = RegistryName.Of(name);
        var found = await credentials.For(server).FindAsync(server, cancellation);
        return await client.AtAsync(name, new RegistryCredentials(found.User, found.Password, found.IdentityToken, "", server), work, cancellation, forUploads);
    }

    public void Dispose() => client.Dispose();
}
