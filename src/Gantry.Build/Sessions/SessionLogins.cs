using Gantry.Oci.References;
using Gantry.Registry.Auth;

namespace Gantry.Build.Sessions;

/// <summary>Who a client is at registries.</summary>
internal static class SessionLogins
{
    private const string HubHost = "registry-1.docker.io"; // what clients keep Docker Hub's credentials under for builders

    /// <summary>Asks the client.</summary>
    /// <param name="session">The client; null: there is none.</param>
    /// <param name="name">An image of the registry.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Nobody, where it has no credentials.</returns>
    public static async Task<RegistryCredentials> OfAsync(IBuildSession? session, Reference name, CancellationToken cancellation)
    {
        var host = name.Domain == Reference.DefaultDomain ? HubHost : name.Domain;
        if (session is null || await session.GetCredentialsAsync(host, cancellation) is not { } found) return RegistryCredentials.None;
        return found.UserName.Length > 0 ? new RegistryCredentials(found.UserName, found.Secret, "", "", host) : new RegistryCredentials("", "", found.Secret, "", host);
    }
}
