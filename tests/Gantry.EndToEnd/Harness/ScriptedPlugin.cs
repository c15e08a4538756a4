using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Gantry.EndToEnd.Harness;

/// <summary>A plugin of Docker's protocol that does what a test says. Its socket is where every engine looks, under a name of its own.</summary>
internal sealed class ScriptedPlugin : IAsyncDisposable
{
    private const string Folder = "/run/docker/plugins";

    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string kind;
    private readonly Func<string, JsonNode, JsonObject> answer;

    /// <param name="kind">What it implements; several with commas.</param>
    /// <param name="answer">Answers a method, by its name behind the dot, and its arguments.</param>
    public ScriptedPlugin(string kind, Func<string, JsonNode, JsonObject> answer)
    {
        this.kind = kind;
        this.answer = answer;
        Directory.CreateDirectory(Folder);
        listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        listener.Listen();
        _ = AcceptAsync();
    }

    public string Name { get; } = "gantry-e2e-" + Guid.NewGuid().ToString("N")[..8];

    /// <summary>The calls so far, each the method's name behind the dot and its arguments.</summary>
    public ConcurrentQueue<(string Method, JsonNode Arguments)> Calls { get; } = new();

    private string SocketPath => $"{Folder}/{Name}.sock";

    /// <summary>How often a method was called.</summary>
    public int Count(string method) => Calls.Count(call => call.Method == method);

    public ValueTask DisposeAsync()
    {
        listener.Dispose();
        File.Delete(SocketPath);
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        await using var stream = new NetworkStream(client, ownsSocket: true);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var method = (await reader.ReadLineAsync())!.Split(' ')[1].TrimStart('/');
        var length = 0;
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                length = int.Parse(line.AsSpan(15), CultureInfo.InvariantCulture);
        }

        var body = new char[length];
        if (length > 0)
            await reader.ReadBlockAsync(body);
        var reply = Encoding.UTF8.GetBytes(Reply(method, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(body))).ToJsonString());
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {reply.Length}\r\nConnection: close\r\n\r\n"));
        await stream.WriteAsync(reply);
    }

    private JsonObject Reply(string method, string body)
    {
        if (method == "Plugin.Activate")
            return new JsonObject { ["Implements"] = new JsonArray([.. kind.Split(',').Select(name => JsonValue.Create(name))]) };
        var arguments = body.Length == 0 ? new JsonObject() : JsonNode.Parse(body)!;
        var name = method[(method.IndexOf('.', StringComparison.Ordinal) + 1)..];
        Calls.Enqueue((name, arguments));
        return answer(name, arguments);
    }
}
