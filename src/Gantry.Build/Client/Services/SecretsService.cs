using Gantry.Build.Sessions.Protocol.Secrets;

using Google.Protobuf;

using Grpc.Core;

namespace Gantry.Build.Client.Services;

/// <summary>The secrets a build was given.</summary>
internal sealed class SecretsService(IReadOnlyDictionary<string, Func<byte[]>> secrets) : Secrets.SecretsBase
{
    public override Task<GetSecretResponse> GetSecret(GetSecretRequest request, ServerCallContext context) => secrets.TryGetValue(request.ID, out var read)
        ? Task.FromResult(new GetSecretResponse { Data = ByteString.CopyFrom(read()) })
        : throw new RpcException(new Status(StatusCode.NotFound, $"secret {request.ID} not found"));
}
