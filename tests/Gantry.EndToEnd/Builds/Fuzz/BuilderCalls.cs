using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds.Fuzz;

/// <summary>Calls BuildKit's service at an engine's socket with messages no client would send.</summary>
internal sealed class BuilderCalls(Engine engine) : IDisposable
{
    private const int PrefixSize = 5; // gRPC: a flag and the length

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, token) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(engine.Socket), token);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://engine"), Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Has a graph solved.</summary>
    public Task<(int Status, string Message)> Solve(WireMessage definition) =>
        Call("/moby.buildkit.v1.Control/Solve", new WireMessage().Text(1, NewId()).Message(2, definition).Number(11, 1));

    /// <summary>Has a Dockerfile built that comes as a part of the request.</summary>
    public Task<(int Status, string Message)> Build(string dockerfile, IReadOnlyDictionary<string, string> options)
    {
        var file = RandomDefinition.Of(RandomDefinition.File("/Dockerfile", dockerfile));
        var request = new WireMessage().Text(1, NewId()).Text(6, "dockerfile.v0").Entry(7, "force-network-mode", "none").Number(11, 1);
        foreach (var (name, value) in options) request.Entry(7, name, value);
        foreach (var input in new[] { "dockerfile", "context" }) request.Message(10, new WireMessage().Text(1, input).Message(2, file));
        return Call("/moby.buildkit.v1.Control/Solve", request);
    }

    /// <summary>Calls a method; the answer is its status, 0 for success, and its sentence.</summary>
    public async Task<(int Status, string Message)> Call(string method, WireMessage message)
    {
        using var deadline = new CancellationTokenSource(Deadline.Step);
        var body = new byte[PrefixSize + message.Bytes.Length];
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(1), message.Bytes.Length);
        message.Bytes.CopyTo(body, PrefixSize);
        using var request = new HttpRequestMessage(HttpMethod.Post, method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        request.Headers.TE.Add(new("trailers"));
        using var answer = await _http.SendAsync(request, deadline.Token);
        await answer.Content.ReadAsByteArrayAsync(deadline.Token);
        var trailers = answer.TrailingHeaders.Contains("grpc-status") ? answer.TrailingHeaders : answer.Headers;
        var text = trailers.TryGetValues("grpc-message", out var texts) ? Uri.UnescapeDataString(string.Concat(texts)) : "";
        return (int.Parse(trailers.GetValues("grpc-status").Single(), System.Globalization.CultureInfo.InvariantCulture), text);
    }

    public void Dispose() => _http.Dispose();

    private static string NewId() => Guid.NewGuid().ToString("N")[..25];
}
