using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gantry.Cli.Client;

/// <summary>
/// The Docker Engine API as this client uses it. Paths are given without the version; the version is agreed on with the
/// engine's first answer.
/// </summary>
internal sealed partial class EngineClient : IDisposable
{
    /// <summary>The newest API version this client speaks.</summary>
    public const string NewestVersion = "1.51";

    private readonly HttpClient http;
    private Task<string>? version = Environment.GetEnvironmentVariable("DOCKER_API_VERSION") is { Length: > 0 } pinned ? Task.FromResult(pinned.TrimStart('v')) : null;

    private readonly IReadOnlyDictionary<string, string> headers;

    /// <param name="address">Where the engine is.</param>
    /// <param name="headers">Headers the user wants in every request; null: none.</param>
    public EngineClient(EngineAddress address, IReadOnlyDictionary<string, string>? headers = null)
    {
        Address = address;
        this.headers = headers ?? new Dictionary<string, string>();
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectCallback = (_, _) => ValueTask.FromResult(address.Connect().Stream),
        };
        http = new HttpClient(handler) { BaseAddress = new Uri($"http://{address.HostHeader}/"), Timeout = Timeout.InfiniteTimeSpan };
    }

    public EngineAddress Address { get; }

    public void Dispose() => http.Dispose();

    /// <summary>The API version in use: the engine's, at most our newest.</summary>
    /// <exception cref="EngineUnreachableException">It does not answer.</exception>
    public Task<string> VersionAsync(CancellationToken cancellation)
    {
        // Many may need it at the same time: it is asked once.
        lock (http)
        {
            if (version is null or { IsFaulted: true })
                version = AskVersionAsync();
            return version.WaitAsync(cancellation);
        }
    }

    private async Task<string> AskVersionAsync()
    {
        using var answer = await ExchangeAsync(HttpMethod.Head, "/_ping", null, CancellationToken.None);
        var theirs = answer.Headers.TryGetValues("Api-Version", out var values) ? values.First() : "1.24";
        return Version.Parse(theirs) < Version.Parse(NewestVersion) ? theirs : NewestVersion;
    }

    /// <summary>The answer's body, as the engine sent it.</summary>
    public async Task<byte[]> GetBytesAsync(string path, CancellationToken cancellation)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, null, cancellation);
        return await answer.Content.ReadAsByteArrayAsync(cancellation);
    }

    /// <summary>The answer's body while it arrives.</summary>
    public async Task<Stream> GetStreamAsync(string path, CancellationToken cancellation)
    {
        var answer = await SendAsync(HttpMethod.Get, path, null, cancellation);
        return await answer.Content.ReadAsStreamAsync(cancellation);
    }

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        await ReadAsync(await SendAsync(HttpMethod.Get, path, null, cancellation), type, cancellation);

    public async Task PostAsync(string path, CancellationToken cancellation) =>
        (await SendAsync(HttpMethod.Post, path, null, cancellation)).Dispose();

    public async Task<T> PostAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        await ReadAsync(await SendAsync(HttpMethod.Post, path, null, cancellation), type, cancellation);

    public async Task PostAsync<TBody>(string path, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken cancellation) =>
        (await SendAsync(HttpMethod.Post, path, Json(body, bodyType), cancellation)).Dispose();

    public async Task<TAnswer> PostAsync<TBody, TAnswer>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> type, CancellationToken cancellation) =>
        await ReadAsync(await SendAsync(HttpMethod.Post, path, Json(body, bodyType), cancellation), type, cancellation);

    /// <summary>Sends a stream and returns the answer's body while it arrives.</summary>
    public async Task<Stream> PostStreamAsync(string path, Stream? body, string contentType, CancellationToken cancellation)
    {
        StreamContent? content = null;
        if (body is not null)
        {
            content = new StreamContent(body, 128 * 1024);
            content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        }

        var answer = await SendAsync(HttpMethod.Post, path, content, cancellation);
        return await answer.Content.ReadAsStreamAsync(cancellation);
    }

    /// <summary>Asks for work with a registry, under a user's credential, and returns the answer's body while it arrives.</summary>
    /// <param name="path">What to do.</param>
    /// <param name="credential">The value of the header <c>X-Registry-Auth</c>.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<Stream> PostStreamAsync(string path, string credential, CancellationToken cancellation)
    {
        var answer = await SendAsync(HttpMethod.Post, path, null, cancellation, credential);
        return await answer.Content.ReadAsStreamAsync(cancellation);
    }

    public async Task DeleteAsync(string path, CancellationToken cancellation) =>
        (await SendAsync(HttpMethod.Delete, path, null, cancellation)).Dispose();

    public async Task<T> DeleteAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        await ReadAsync(await SendAsync(HttpMethod.Delete, path, null, cancellation), type, cancellation);

    /// <summary>Takes a connection over for a stream in both directions.</summary>
    public async Task<HijackedStream> HijackAsync(string path, ReadOnlyMemory<byte> body, CancellationToken cancellation) =>
        HijackedStream.Open(Address, $"/v{await VersionAsync(cancellation)}{path}", body.Span);

    /// <summary>Sends a request under the agreed version and returns an answer that is no error; its body may still arrive.</summary>
    /// <exception cref="EngineException">The engine refused.</exception>
    /// <exception cref="EngineUnreachableException">No engine answers.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation, string? credential = null)
    {
        var answer = await ExchangeAsync(method, $"/v{await VersionAsync(cancellation)}{path}", content, cancellation, credential);
        if ((int)answer.StatusCode < 400)
            return answer;
        using (answer)
            throw Refusal(answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellation));
    }

    /// <summary>The failure an error answer stands for.</summary>
    internal static EngineException Refusal(HttpStatusCode status, byte[] body)
    {
        try
        {
            if (JsonSerializer.Deserialize(body, ClientJson.Default.ErrorBody)?.Message is { Length: > 0 } message)
                return new EngineException(status, message);
        }
        catch (JsonException)
        {
            // A proxy or a foreign server answered; its own text is all there is.
        }

        var text = Encoding.UTF8.GetString(body).Trim();
        return new EngineException(status, text.Length > 0 ? text : $"request returned {(int)status} {status}");
    }

    private async Task<HttpResponseMessage> ExchangeAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation, string? credential = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (credential is not null)
            request.Headers.Add("X-Registry-Auth", credential);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Gantry-Client", ClientVersion.Text));
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException fault) when (fault.InnerException is SocketException cause)
        {
            throw new EngineUnreachableException(Address, cause);
        }
    }

    private static ByteArrayContent Json<T>(T body, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using (answer)
        {
            var body = await answer.Content.ReadAsByteArrayAsync(cancellation);
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("the engine's answer is empty");
        }
    }
}
