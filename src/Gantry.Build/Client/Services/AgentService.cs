using System.Net.Sockets;

using Gantry.Build.Sessions.Protocol.Ssh;

using Google.Protobuf;

using Grpc.Core;

namespace Gantry.Build.Client.Services;

/// <summary>Connections to the user's ssh agents.</summary>
internal sealed class AgentService(IReadOnlyDictionary<string, string> agents) : SSH.SSHBase
{
    private const string DefaultAgent = "default";
    private const int PieceSize = 16 << 10;

    public override Task<CheckAgentResponse> CheckAgent(CheckAgentRequest request, ServerCallContext context)
    {
        Find(request.ID);
        return Task.FromResult(new CheckAgentResponse());
    }

    public override async Task ForwardAgent(IAsyncStreamReader<BytesMessage> requestStream, IServerStreamWriter<BytesMessage> responseStream, ServerCallContext context)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Find(context.RequestHeaders.GetValue("buildkit.ssh.id") ?? "")), context.CancellationToken);
        var answering = AnswerAsync(socket, responseStream, context.CancellationToken);
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            for (var left = requestStream.Current.Data.Memory; left.Length > 0;)
                left = left[await socket.SendAsync(left, context.CancellationToken)..];
        }

        socket.Shutdown(SocketShutdown.Send);
        await answering;
    }

    private static async Task AnswerAsync(Socket socket, IServerStreamWriter<BytesMessage> output, CancellationToken cancellation)
    {
        var piece = new byte[PieceSize];
        for (int count; (count = await socket.ReceiveAsync(piece, cancellation)) > 0;)
            await output.WriteAsync(new BytesMessage { Data = ByteString.CopyFrom(piece, 0, count) }, cancellation);
    }

    private string Find(string id) => agents.TryGetValue(id.Length == 0 ? DefaultAgent : id, out var socket)
        ? socket
        : throw new RpcException(new Status(StatusCode.NotFound, $"unset ssh forward key {(id.Length == 0 ? DefaultAgent : id)}"));
}
