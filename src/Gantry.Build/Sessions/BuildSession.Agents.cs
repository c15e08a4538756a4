using System.Net.Sockets;

using Gantry.Build.Sessions.Protocol.Ssh;

using Google.Protobuf;

using Grpc.Core;

namespace Gantry.Build.Sessions;

internal sealed partial class BuildSession
{
    private const string DefaultAgent = "default";

    /// <inheritdoc/>
    public async Task<IAsyncDisposable?> ForwardAgentAsync(string id, string socketPath, CancellationToken cancellation)
    {
        if (!Serves("moby.sshforward.v1.SSH", "ForwardAgent")) return null;
        var name = id.Length == 0 ? DefaultAgent : id;
        using var ends = Link(cancellation);
        try
        {
            await new SSH.SSHClient(_channel).CheckAgentAsync(new CheckAgentRequest { ID = name }, Options(ends.Token));
        }
        catch (RpcException failure) when (!cancellation.IsCancellationRequested && !Ended.IsCancellationRequested && failure.StatusCode != StatusCode.Unavailable)
        {
            return null; // the client has no agent of that name
        }
        catch (RpcException failure)
        {
            throw Translate(failure, cancellation);
        }

        return new AgentSocket(this, name, socketPath);
    }

    /// <summary>A socket behind which the client's agent is: each connection is a call.</summary>
    private sealed class AgentSocket : IAsyncDisposable
    {
        private const int ChunkSize = 32 << 10;

        private readonly BuildSession _session;
        private readonly string _agent;
        private readonly string _path;
        private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        private readonly CancellationTokenSource _ended;
        private readonly Task _accepting;

        public AgentSocket(BuildSession session, string agent, string path)
        {
            _session = session;
            _agent = agent;
            _path = path;
            _ended = CancellationTokenSource.CreateLinkedTokenSource(session.Ended);
            _listener.Bind(new UnixDomainSocketEndPoint(path));
            _listener.Listen();
            _accepting = AcceptAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await _ended.CancelAsync();
            _listener.Dispose();
            await _accepting;
            _ended.Dispose();
            File.Delete(_path);
        }

        private async Task AcceptAsync()
        {
            var connections = new List<Task>();
            try
            {
                while (true)
                {
                    var socket = await _listener.AcceptAsync(_ended.Token);
                    connections.RemoveAll(c => c.IsCompleted);
                    connections.Add(CarryAsync(socket));
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // No more are taken.
            }

            await Task.WhenAll(connections);
        }

        private async Task CarryAsync(Socket socket)
        {
            using (socket)
            using (var ended = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token))
            using (var call = new SSH.SSHClient(_session._channel).ForwardAgent(new CallOptions(new Metadata { { "buildkit.ssh.id", _agent } }, cancellationToken: ended.Token)))
            {
                try
                {
                    var asking = AskAsync(socket, call.RequestStream, ended.Token);
                    await foreach (var message in call.ResponseStream.ReadAllAsync(ended.Token))
                        for (var rest = message.Data.Memory; rest.Length > 0;) rest = rest[await socket.SendAsync(rest, ended.Token)..];
                    socket.Shutdown(SocketShutdown.Send);
                    await asking;
                }
                catch (Exception e) when (e is RpcException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
                {
                    // One side has left.
                }
                finally
                {
                    await ended.CancelAsync();
                }
            }
        }

        private static async Task AskAsync(Socket socket, IClientStreamWriter<BytesMessage> agent, CancellationToken cancellation)
        {
            var buffer = new byte[ChunkSize];
            int count;
            while ((count = await socket.ReceiveAsync(buffer, cancellation)) > 0)
                await agent.WriteAsync(new BytesMessage { Data = ByteString.CopyFrom(buffer, 0, count) }, cancellation);
            await agent.CompleteAsync();
        }
    }
}
