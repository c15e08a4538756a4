using System.IO.Pipelines;
using System.Text;

using Gantry.Build.Grpc.Errors;
using Gantry.Http.Hosting;

using Google.Protobuf;

using Grpc.Core;

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Gantry.Build.Grpc.Serving;

/// <summary>Serves gRPC over connections that were opened for something else. Kestrel for HTTP/2 alone, and the calls by hand: a table of methods
/// needs no host, no routes and no start before the first client comes.</summary>
internal sealed class GrpcServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private readonly MethodTable _methods;
    private readonly Action<string> _report;
    private readonly HandedConnections _connections = new();
    private readonly KestrelServer _server;
    private readonly Lazy<Task> _started;

    /// <param name="methods">What is served.</param>
    /// <param name="report">Takes what went wrong inside, a line at a time.</param>
    public GrpcServer(MethodTable methods, Action<string> report)
    {
        _methods = methods;
        _report = report;
        var settings = new KestrelServerOptions { AddServerHeader = false };
        settings.Limits.MaxRequestBodySize = null;
        settings.Limits.MinRequestBodyDataRate = null;
        settings.Limits.MinResponseDataRate = null;
        settings.Limits.KeepAliveTimeout = TimeSpan.FromDays(365);
        settings.Limits.MaxRequestHeadersTotalSize = 1 << 20;
        settings.Limits.MaxRequestHeaderCount = 10000;
        settings.Limits.Http2.MaxStreamsPerConnection = 1000;
        settings.Limits.Http2.InitialConnectionWindowSize = 1 << 20;
        settings.Limits.Http2.InitialStreamWindowSize = 768 << 10;
        settings.Listen(_connections.EndPoint, listen => listen.Protocols = HttpProtocols.Http2);
        _server = new KestrelServer(Options.Create(settings), _connections, new WarningLog(report));
        _started = new Lazy<Task>(() => _server.StartAsync(this, CancellationToken.None));
    }

    /// <summary>Serves one connection to its end.</summary>
    /// <param name="input">What the client sends, from the preface of HTTP/2 on.</param>
    /// <param name="output">Where answers go.</param>
    /// <param name="gone">Fires when the client has left.</param>
    public async Task ServeAsync(PipeReader input, Stream output, CancellationToken gone)
    {
        await _started.Value;
        await _connections.HandAsync(input, output, gone);
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        var response = context.Response;
        if (!context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) ?? true)
        {
            response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        response.ContentType = "application/grpc";
        using var call = new Call(context);
        Failure? failure = null;
        try
        {
            var method = _methods.Find(context.Request.Path.Value ?? "") ?? throw UnknownMethod(context.Request.Path.Value ?? "");
            await method(call);
        }
        catch (Exception e)
        {
            if (context.RequestAborted.IsCancellationRequested) return;
            failure = Failure.Of(e, call.CancellationToken.IsCancellationRequested);
            if (failure.IsDefect) _report($"{context.Request.Path}: {e}");
        }

        if (!response.HasStarted) await response.StartAsync();
        response.AppendTrailer("grpc-status", ((int)(failure?.Code ?? StatusCode.OK)).ToString());
        if (failure is null) return;
        response.AppendTrailer("grpc-message", PercentEncode(failure.Message));
        if (failure.Details is { } details) response.AppendTrailer("grpc-status-details-bin", Convert.ToBase64String(details.ToByteArray()).TrimEnd('='));
    }

    public async ValueTask DisposeAsync()
    {
        if (_started.IsValueCreated)
        {
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await _server.StopAsync(now.Token);
        }

        _server.Dispose();
        await _connections.DisposeAsync();
    }

    private static RpcException UnknownMethod(string path)
    {
        var slash = path.LastIndexOf('/');
        return new RpcException(new Status(StatusCode.Unimplemented, slash <= 0 ? $"malformed method name: \"{path}\"" : $"unknown service {path[1..slash]}"));
    }

    /// <summary>A status message in ASCII, as gRPC over HTTP/2 wants it: the bytes of UTF-8, others than printable ones and "%" encoded.</summary>
    private static string PercentEncode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (b is >= 0x20 and <= 0x7e and not (byte)'%') encoded.Append((char)b);
            else encoded.Append('%').Append(b.ToString("X2"));
        }

        return encoded.ToString();
    }
}
