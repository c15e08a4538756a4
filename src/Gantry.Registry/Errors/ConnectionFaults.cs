using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Gantry.Registry.Errors;

/// <summary>Why nobody answers, in the words of Go's HTTP client, which users of Docker know.</summary>
public static class ConnectionFaults
{
    /// <summary>What became of a request that got no answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fault">How the framework tells it.</param>
    public static ConnectionException Of(HttpRequestMessage request, HttpRequestException fault)
    {
        var uri = request.RequestUri!;
        var why = (fault.InnerException, fault.HttpRequestError) switch
        {
            (DialException e, _) => e.Message,
            (_, HttpRequestError.ProxyTunnelError) => Refusal(fault),
            (SocketException { SocketErrorCode: SocketError.ConnectionRefused }, _) => $"dial tcp {Address(uri)}: connect: connection refused",
            (SocketException { SocketErrorCode: SocketError.HostUnreachable }, _) => $"dial tcp {Address(uri)}: connect: no route to host",
            (SocketException { SocketErrorCode: SocketError.NetworkUnreachable }, _) => $"dial tcp {Address(uri)}: connect: network is unreachable",
            (SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }, _) => $"dial tcp: lookup {uri.Host}: no such host",
            (_, HttpRequestError.NameResolutionError) => $"dial tcp: lookup {uri.Host}: no such host",
            (OperationCanceledException or TimeoutException, _) => $"dial tcp {Address(uri)}: i/o timeout",
            (ProofException e, _) => $"tls: failed to verify certificate: {e.Message}",
            // What came first was no record of TLS: nearly always a server that speaks plain HTTP.
            (AuthenticationException { InnerException: null } e, _) when e.Message.Contains("frame", StringComparison.Ordinal) => "http: server gave HTTP response to HTTPS client",
            ({ } e, _) when TlsAlerts.Find(e) is { } alert => $"remote error: tls: {alert}",
            (AuthenticationException e, _) => $"remote error: tls: {(e.InnerException ?? e).Message}",
            (_, HttpRequestError.ResponseEnded) => "EOF",
            (IOException e, _) when e.Message.Contains("unexpected EOF", StringComparison.Ordinal) => "EOF",
            (IOException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown } }, _) => "read: connection reset by peer",
            ({ } inner, _) => inner.Message,
            _ => fault.Message,
        };
        return new ConnectionException($"{Verb(request)} \"{uri}\": {why}", fault);
    }

    /// <summary>What became of a request whose answer did not come in time.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cause">How the framework tells it.</param>
    public static ConnectionException TimedOut(HttpRequestMessage request, Exception cause) =>
        new($"{Verb(request)} \"{request.RequestUri}\": net/http: request canceled (Client.Timeout exceeded while awaiting headers)", cause);

    /// <summary>A request's method as Go writes it: "Get".</summary>
    public static string Verb(HttpRequestMessage request) => request.Method.Method[..1] + request.Method.Method[1..].ToLowerInvariant();

    /// <summary>What a proxy answered that opened no way to a server: its status alone, since the framework's sentence has the proxy's password in it.</summary>
    private static string Refusal(HttpRequestException fault)
    {
        var quote = fault.Message.LastIndexOf("code '", StringComparison.Ordinal);
        if (quote < 0 || !int.TryParse(fault.Message.AsSpan(quote + 6, Math.Min(3, fault.Message.Length - quote - 6)), CultureInfo.InvariantCulture, out var status)) return "the proxy refuses";
        using var answer = new HttpResponseMessage((HttpStatusCode)status);
        return answer.ReasonPhrase is { Length: > 0 } phrase ? phrase : $"the proxy answers with status {status}";
    }

    private static string Address(Uri uri)
    {
        var host = uri.Host == "localhost" ? IPAddress.Loopback.ToString() : uri.Host;
        return $"{host}:{uri.Port}";
    }
}
