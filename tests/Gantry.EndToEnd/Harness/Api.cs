using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Gantry.EndToEnd.Harness;

/// <summary>An answer of the API: status, headers, body.</summary>
internal sealed record Answer(HttpStatusCode Status, HttpResponseMessage Raw, string Body)
{
    public int Code => (int)Status;

    public JsonNode Json => JsonNode.Parse(Body) ?? throw new InvalidDataException(Body);

    /// <summary>The <c>message</c> of an error body.</summary>
    public string Message => Json["message"]!.GetValue<string>();

    public string? Header(string name) => Raw.Headers.TryGetValues(name, out var values) || Raw.Content.Headers.TryGetValues(name, out values) ? string.Join(",", values) : null;
}

/// <summary>The engine's HTTP interface without any client library, for what the docker command does not show.</summary>
internal sealed class Api(string socket) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, token) => new NetworkStream(await Connect(socket, token), ownsSocket: true),
    })
    { BaseAddress = new Uri("http://docker"), Timeout = Timeout.InfiniteTimeSpan };

    public Task<Answer> Get(string path) => Send(HttpMethod.Get, path);

    public Task<Answer> Post(string path, string? json = null) => Send(HttpMethod.Post, path, json);

    public Task<Answer> Delete(string path) => Send(HttpMethod.Delete, path);

    public async Task<Answer> Send(HttpMethod method, string path, string? body = null, string type = "application/json")
    {
        using var deadline = new CancellationTokenSource(Deadline.Step);
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, type);
        var response = await http.SendAsync(request, deadline.Token);
        return new Answer(response.StatusCode, response, await response.Content.ReadAsStringAsync(deadline.Token));
    }

    /// <summary>Uploads a stream (archives) and returns the answer.</summary>
    public async Task<Answer> Upload(string path, Stream archive)
    {
        using var deadline = new CancellationTokenSource(Deadline.Step);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StreamContent(archive) };
        request.Content.Headers.ContentType = new("application/x-tar");
        var response = await http.SendAsync(request, deadline.Token);
        return new Answer(response.StatusCode, response, await response.Content.ReadAsStringAsync(deadline.Token));
    }

    /// <summary>Opens an answer whose body keeps coming (events, logs, wait).</summary>
    public async Task<StreamReader> Follow(HttpMethod method, string path)
    {
        var response = await http.SendAsync(new HttpRequestMessage(method, path), HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }

    /// <summary>Writes a raw request, for protocol details and hijacked streams; the socket is the caller's.</summary>
    public static async Task<Socket> Raw(string socket, string request)
    {
        var connection = await Connect(socket, CancellationToken.None);
        await connection.SendAsync(Encoding.ASCII.GetBytes(request));
        return connection;
    }

    public void Dispose() => http.Dispose();

    private static async Task<Socket> Connect(string path, CancellationToken token)
    {
        var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(path), token);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
