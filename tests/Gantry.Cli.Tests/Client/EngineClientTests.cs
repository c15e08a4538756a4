using System.Net;
using System.Net.Sockets;
using System.Text;

using Gantry.Cli.Client;

namespace Gantry.Cli.Tests.Client;

/// <summary>The client against an engine that is a few lines of this test.</summary>
public sealed class EngineClientTests
{
    [Fact]
    public async Task The_version_is_asked_for_once_however_many_need_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var asked = new System.Collections.Concurrent.ConcurrentBag<string>();
        var serving = ServeAsync(listener, asked);
        using (var client = new EngineClient(EngineAddress.Parse($"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}")))
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.GetBytesAsync("/info", CancellationToken.None)));
        listener.Stop();
        await serving;
        Assert.Single(asked, line => line.StartsWith("HEAD /_ping ", StringComparison.Ordinal));
        Assert.Equal(4, asked.Count(line => line.StartsWith("GET /v1.40/info ", StringComparison.Ordinal)));
    }

    private static async Task ServeAsync(TcpListener listener, System.Collections.Concurrent.ConcurrentBag<string> asked)
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(AnswerAsync(await listener.AcceptTcpClientAsync(), asked));
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private static async Task AnswerAsync(TcpClient connection, System.Collections.Concurrent.ConcurrentBag<string> asked)
    {
        using var owned = connection;
        using var reader = new StreamReader(connection.GetStream());
        while (await reader.ReadLineAsync() is { } line)
        {
            asked.Add(line);
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
                // Fields are of no interest here.
            }

            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nApi-Version: 1.40\r\nContent-Length: 0\r\n\r\n"));
        }
    }
}
