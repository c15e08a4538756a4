using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Daemon;

/// <summary>Spans of requests reach an OpenTelemetry collector.</summary>
public sealed class TraceTests : IDisposable
{
    private readonly Host host = Host.Create();

    public void Dispose() => host.Dispose();

    [Fact]
    public async Task A_request_is_a_span_of_its_clients_trace()
    {
        using var collector = await host.Inside(() =>
        {
            var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return listener;
        });
        await using var engine = new Engine(host)
        {
            Command = ["env", $"OTEL_EXPORTER_OTLP_ENDPOINT=http://{collector.LocalEndpoint}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "OTEL_BSP_SCHEDULE_DELAY=50", "OTEL_SERVICE_NAME=herd", .. EngineBinary.Command],
        };
        await engine.Start();
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        (await engine.Shell($"curl -s --unix-socket {engine.Socket} -H 'traceparent: 00-{Trace}-b7ad6b7169203331-01' http://d/v1.47/containers/json")).Prints("[]\n");
        var wanted = Convert.FromHexString(Trace);
        byte[] body;
        do
            body = await Received(collector);
        while (body.AsSpan().IndexOf(wanted) < 0);
        var text = Encoding.Latin1.GetString(body);
        Assert.Contains("GET /containers/json", text, StringComparison.Ordinal);
        Assert.Contains("herd", text, StringComparison.Ordinal);
        await engine.Stop();
    }

    /// <summary>The body of the next request to the collector.</summary>
    private static async Task<byte[]> Received(TcpListener collector)
    {
        using var deadline = new CancellationTokenSource(Deadline.Step);
        using var client = await collector.AcceptTcpClientAsync(deadline.Token);
        var stream = client.GetStream();
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, deadline.Token) == 1)
            head.Append((char)one[0]);
        var length = head.ToString().Split("\r\n").Single(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Split(':')[1];
        var body = new byte[int.Parse(length, CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, deadline.Token);
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), deadline.Token);
        return body;
    }
}
