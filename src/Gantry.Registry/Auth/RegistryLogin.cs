using System.Net;
using System.Net.Http.Headers;

using Gantry.Oci.Errors;
using Gantry.Registry.Endpoints;
using Gantry.Registry.Errors;
using Gantry.Registry.Transport;

namespace Gantry.Registry.Auth;

/// <summary>Finds out whether credentials are good for a registry.</summary>
internal sealed class RegistryLogin(RegistryTransport transport, RegistryEndpoint endpoint, RegistryCredentials credentials)
{
    private readonly Authorizer _authorizer = new(transport, endpoint, credentials, wantsIdentity: true);

    /// <summary>Tries them, and returns the token that stands for the password, if the registry gives one.</summary>
    /// <exception cref="RegistryException">They are refused.</exception>
    public async Task<string> RunAsync(CancellationToken cancellation)
    {
        var address = new Uri(endpoint.Base, "v2/");
        AuthenticationHeaderValue? shown = null;
        for (var attempt = 0; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Authorization = shown;
            using var answer = await transport.SendAsync(request, endpoint, cancellation);
            if (answer.StatusCode == HttpStatusCode.OK) return _authorizer.IdentityToken;
            var isRefused = answer.StatusCode == HttpStatusCode.Unauthorized;
            if (isRefused && attempt == 0 && _authorizer.Learn(answer, "", null))
            {
                shown = await HeaderAsync(address, cancellation);
                continue;
            }

            if (isRefused && shown is null)
                throw new RegistryException(ErrorKind.Internal, answer.StatusCode, RegistryException.NoCredentials, $"Get \"{address}\": {RegistryException.NoCredentials}");
            throw new RegistryException(
                ErrorKind.Internal, answer.StatusCode, "", $"login attempt to {address} failed with status: {(int)answer.StatusCode} {answer.ReasonPhrase}");
        }
    }

    private async Task<AuthenticationHeaderValue?> HeaderAsync(Uri address, CancellationToken cancellation)
    {
        try
        {
            return await _authorizer.HeaderAsync("", cancellation);
        }
        catch (RegistryException e) when (e.Code == RegistryException.WrongLogin)
        {
            throw RegistryFaults.Before(e, "Get", address);
        }
    }
}
