using System.Net.Sockets;
using System.Text;

using Gantry.Api.Hosting;

namespace Gantry.Api.Tests.Fakes;

/// <summary>A server on a socket of its own in front of fakes.</summary>
public sealed class FakeEngine : IAsyncDisposable
{
    private readonly ApiServer _server;
    private readonly string _directory = Directory.CreateTempSubdirectory("api-test-").FullName;

    private FakeEngine(Gantry.Build.Grpc.GrpcFace? grpc)
    {
        _server = new ApiServer(Containers, ExecSessions, Images, new FakeRegistries(), new FakeVolumes(), new FakeNetworks(), Events, Host, new FakeChecks(), new ApiOptions { Report = Warnings.Add, Grpc = grpc });
        Client = new HttpClient(new SocketsHttpHandler
        {
            UseCookies = false,
            ConnectCallback = async (_, cancellation) => new NetworkStream(await ConnectAsync(cancellation), ownsSocket: true),
        })
        {
            BaseAddress = new Uri("http://docker/"),
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    internal FakeContainers Containers { get; } = new();

    internal FakeExecSessions ExecSessions { get; } = new();

    internal FakeImages Images { get; } = new();

    internal FakeEventLog Events { get; } = new();

    internal FakeHost Host { get; } = new();

    public List<string> Warnings { get; } = [];

    public HttpClient Client { get; }

    public string SocketPath => Path.Combine(_directory, "api.sock");

    public static async Task<FakeEngine> StartAsync(Gantry.Build.Grpc.GrpcFace? grpc = null)
    {
        var engine = new FakeEngine(grpc);
        await engine._server.StartAsync(["unix://" + engine.SocketPath], CancellationToken.None);
        return engine;
    }

    public async Task<Socket> ConnectAsync(CancellationToken cancellation = default)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellation);
        return socket;
    }

    /// <summary>Sends bytes as they are and half-closes; returns everything that comes back.</summary>
    public async Task<string> ExchangeAsync(string request)
    {
        using var socket = await ConnectAsync();
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        socket.Shutdown(SocketShutdown.Send);
        return await ReadToEndAsync(socket);
    }

    /// <summary>Everything up to the end. (A stream over a socket that has shut down its sending side cannot be made.)</summary>
    public static async Task<string> ReadToEndAsync(Socket socket)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var text = new StringBuilder();
        var buffer = new byte[4096];
        int count;
        while ((count = await socket.ReceiveAsync(buffer, limit.Token)) > 0) text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        return text.ToString();
    }

    public async Task<(int Status, string Body)> PostAsync(string path, string? json = null)
    {
        using var content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await Client.PostAsync(path, content);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<(int Status, string Body)> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
