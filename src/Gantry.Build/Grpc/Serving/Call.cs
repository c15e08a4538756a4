using System.Globalization;

using Grpc.Core;

using Microsoft.AspNetCore.Http;

namespace Gantry.Build.Grpc.Serving;

/// <summary>One call, as the services see it.</summary>
internal sealed class Call : ServerCallContext, IDisposable
{
    private readonly HttpContext _http;
    private readonly CancellationTokenSource _ended;

    public Call(HttpContext http)
    {
        _http = http;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        foreach (var (name, values) in http.Request.Headers)
        {
            if (name.StartsWith(':') || name.EndsWith("-bin", StringComparison.OrdinalIgnoreCase)) continue;
            foreach (var value in values) RequestHeadersCore.Add(name.ToLowerInvariant(), value ?? "");
        }

        if (Timeout(http.Request.Headers["grpc-timeout"].ToString()) is not { } limit) return;
        DeadlineCore = DateTime.UtcNow + limit;
        _ended.CancelAfter(limit);
    }

    protected override string MethodCore => _http.Request.Path.Value ?? "";

    protected override string HostCore => _http.Request.Host.Value ?? "";

    protected override string PeerCore => "local";

    protected override DateTime DeadlineCore { get; } = DateTime.MaxValue;

    protected override Metadata RequestHeadersCore { get; } = [];

    protected override CancellationToken CancellationTokenCore => _ended.Token;

    protected override Metadata ResponseTrailersCore { get; } = [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore { get; } = new(null, []);

    /// <summary>Reads the requests.</summary>
    public MessageReader<TRequest> Reader<TRequest, TResponse>(Method<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class => new(_http.Request.BodyReader, method.RequestMarshaller, _ended.Token);

    /// <summary>Writes the answers.</summary>
    public MessageWriter<TResponse> Writer<TRequest, TResponse>(Method<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class => new(_http.Response.BodyWriter, method.ResponseMarshaller, _ended.Token);

    public void Dispose() => _ended.Dispose();

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException();

    protected override async Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        foreach (var entry in responseHeaders) _http.Response.Headers.Append(entry.Key, entry.Value);
        await _http.Response.StartAsync(_ended.Token);
        await _http.Response.BodyWriter.FlushAsync(_ended.Token);
    }

    /// <summary>A number of at most eight digits and a unit; others are no limit.</summary>
    private static TimeSpan? Timeout(string text)
    {
        if (text.Length is < 2 or > 9 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return null;
        TimeSpan? limit = text[^1] switch
        {
            'H' => TimeSpan.FromHours(Math.Min(value, 24)),
            'M' => TimeSpan.FromMinutes(Math.Min(value, 1440)),
            'S' => TimeSpan.FromSeconds(Math.Min(value, 86400)),
            'm' => TimeSpan.FromMilliseconds(value),
            'u' => TimeSpan.FromMicroseconds(value),
            'n' => TimeSpan.FromMicroseconds(value / 1000),
            _ => null,
        };
        return limit;
    }
}
