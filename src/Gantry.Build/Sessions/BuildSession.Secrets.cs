using Gantry.Build.Sessions.Protocol;
using Gantry.Build.Sessions.Protocol.Secrets;

using Grpc.Core;

namespace Gantry.Build.Sessions;

internal sealed partial class BuildSession
{
    private const string AuthService = "moby.filesync.v1.Auth";

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>?> GetSecretAsync(string id, CancellationToken cancellation)
    {
        if (!Serves("moby.buildkit.secrets.v1.Secrets", "GetSecret")) return null;
        using var ends = Link(cancellation);
        try
        {
            var answer = await new Secrets.SecretsClient(_channel).GetSecretAsync(new GetSecretRequest { ID = id }, Options(ends.Token));
            return answer.Data.Memory;
        }
        catch (RpcException failure) when (failure.StatusCode is StatusCode.NotFound or StatusCode.Unimplemented)
        {
            return null;
        }
        catch (RpcException failure)
        {
            throw Translate(failure, cancellation);
        }
    }

    /// <inheritdoc/>
    public async Task<SessionCredentials?> GetCredentialsAsync(string host, CancellationToken cancellation)
    {
        if (!Serves(AuthService, "Credentials")) return null;
        using var ends = Link(cancellation);
        ends.CancelAfter(CredentialsLimit);
        try
        {
            var answer = await new Auth.AuthClient(_channel).CredentialsAsync(new CredentialsRequest { Host = host }, Options(ends.Token));
            return answer.Secret.Length == 0 && answer.Username.Length == 0 ? null : new SessionCredentials(answer.Username, answer.Secret);
        }
        catch (RpcException failure) when (failure.StatusCode is StatusCode.NotFound or StatusCode.Unimplemented)
        {
            return null;
        }
        catch (RpcException failure)
        {
            throw Translate(failure, cancellation);
        }
    }

    /// <inheritdoc/>
    public async Task<string?> FetchTokenAsync(TokenRequest request, CancellationToken cancellation)
    {
        if (!Serves(AuthService, "FetchToken")) return null;
        using var ends = Link(cancellation);
        ends.CancelAfter(CredentialsLimit);
        try
        {
            var wire = new FetchTokenRequest { ClientID = request.ClientId, Host = request.Host, Realm = request.Realm, Service = request.Service, Scopes = { request.Scopes } };
            var answer = await new Auth.AuthClient(_channel).FetchTokenAsync(wire, Options(ends.Token));
            return answer.Token.Length == 0 ? null : answer.Token;
        }
        catch (RpcException failure) when (failure.StatusCode is StatusCode.Unimplemented or StatusCode.Unavailable)
        {
            return null;
        }
        catch (RpcException failure)
        {
            throw Translate(failure, cancellation);
        }
    }
}
