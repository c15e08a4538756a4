using System.Net;
using System.Net.Sockets;
using System.Text;

using Gantry.EndToEnd.Distribution;
using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Registries;

/// <summary>Registries that are reached through a proxy, which the daemon's settings name.</summary>
public sealed class ProxyTests
{
    [Fact]
    public async Task The_daemon_goes_through_the_proxy_but_where_it_must_not()
    {
        using var host = Host.Create();
        using var proxy = await RecordingProxy.Start(host);
        // Nobody has these names: only the proxy can tell what they mean.
        await using var engine = new Engine(host, "--http-proxy", $"http://{proxy.Address}", "--no-proxy", "direct.test,127.0.0.0/8", "--insecure-registry", "registry.test:5000", "--insecure-registry", "direct.test:5000");
        await engine.Start();
        await engine.ImportBusybox();
        await using var registry = await BesideEngine.Registry(engine, "127.0.0.1:5000");
        (await engine.Docker("tag busybox 127.0.0.1:5000/a/bb:1")).Ok();
        (await engine.Docker("push -q 127.0.0.1:5000/a/bb:1")).Ok();
        Assert.Empty(proxy.Asked);

        (await engine.Docker("pull -q registry.test:5000/a/bb:1")).Prints("registry.test:5000/a/bb:1\n");
        Assert.Contains(proxy.Asked, asked => asked.Contains("http://registry.test:5000/v2/a/bb/manifests/1", StringComparison.Ordinal));
        Assert.Contains("direct.test", (await engine.Docker("pull -q direct.test:5000/a/bb:1")).Err, StringComparison.Ordinal);
        Assert.DoesNotContain(proxy.Asked, asked => asked.Contains("direct.test", StringComparison.Ordinal));
        Assert.Equal($"http://{proxy.Address} direct.test,127.0.0.0/8", (await engine.Docker(["info", "-f", "{{.HTTPProxy}} {{.NoProxy}}"])).Ok().Line);
    }

    /// <summary>Passes plain requests on to <c>127.0.0.1:5000</c>, whatever host they name; what would be encrypted it refuses.</summary>
    private sealed class RecordingProxy(TcpListener listener, Host host) : IDisposable
    {
        private readonly List<string> asked = [];

        public string Address => listener.LocalEndpoint.ToString()!;

        /// <summary>The first lines of all requests.</summary>
        public IReadOnlyList<string> Asked
        {
            get
            {
                lock (asked)
                    return [.. asked];
            }
        }

        public static async Task<RecordingProxy> Start(Host host)
        {
            var made = await host.Inside(() =>
            {
                var listener = new TcpListener(IPAddress.Loopback, 0);
                listener.Start();
                return listener;
            });
            var proxy = new RecordingProxy(made, host);
            _ = proxy.Serve();
            return proxy;
        }

        public void Dispose() => listener.Dispose();

        private async Task Serve()
        {
            try
            {
                while (true)
                    _ = Pass(await listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException)
            {
                // The test is over.
            }
        }

        private async Task Pass(TcpClient client)
        {
            try
            {
                using (client)
                {
                    using var reader = new StreamReader(client.GetStream(), Encoding.Latin1, leaveOpen: true);
                    var head = new StringBuilder();
                    for (string? line; (line = await reader.ReadLineAsync()) is { Length: > 0 };)
                        head.Append(line).Append("\r\n");
                    var text = head.ToString();
                    lock (asked)
                        asked.Add(text.Split("\r\n")[0]);
                    if (text.StartsWith("CONNECT", StringComparison.Ordinal))
                    {
                        await client.GetStream().WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
                        return;
                    }

                    using var server = await host.Inside(() => new TcpClient("127.0.0.1", 5000));
                    await server.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text.Replace("http://registry.test:5000/", "/", StringComparison.Ordinal) + "Connection: close\r\n\r\n"));
                    await server.GetStream().CopyToAsync(client.GetStream());
                }
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // Whoever asked has gone.
            }
        }
    }
}
