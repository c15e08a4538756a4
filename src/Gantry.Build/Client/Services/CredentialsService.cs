using Gantry.Build.Sessions.Protocol;

using Grpc.Core;

namespace Gantry.Build.Client.Services;

/// <summary>The user's name and password for registries. Tokens are the engine's to fetch: what is not served here, it does by itself.</summary>
internal sealed class CredentialsService(Func<string, CancellationToken, Task<(string User, string Secret)>>? find) : Auth.AuthBase
{
    public override async Task<CredentialsResponse> Credentials(CredentialsRequest request, ServerCallContext context)
    {
        if (find is null) return new CredentialsResponse();
        var (user, secret) = await find(request.Host, context.CancellationToken);
        return new CredentialsResponse { Username = user, Secret = secret };
    }
}
