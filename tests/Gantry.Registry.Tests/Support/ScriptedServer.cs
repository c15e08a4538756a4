using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gantry.Registry.Tests.Support;

/// <summary>A registry that does what a test tells it, also what no honest server would: each connection carries one request.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, int, byte[]> _answer;
    private readonly bool _speaksFirst;
    private readonly List<string> _requests = [];
    private readonly List<TcpClient> _held = [];

    /// <summary>Whether the connection stays open after an answer that is not whole: then only time ends the wait.</summary>
    public bool HoldsOpen { get; }

    /// <param name="answer">The bytes of an answer for a request's head and its number from 0; the connection is cut after them.</param>
    /// <param name="speaksFirst">Whether whoever speaks TLS is answered too, as by a server that knows none.</param>
    /// <param name="holdsOpen">Whether the connection stays open after an answer that is not whole.</param>
    public ScriptedServer(Func<string, int, byte[]> answer, bool speaksFirst = false, bool holdsOpen = false)
    {
        (_answer, _speaksFirst, HoldsOpen) = (answer, speaksFirst, holdsOpen);
        _listener.Start();
        Address = $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _ = ServeAsync();
    }

    public string Address { get; }

    public IReadOnlyList<string> Requests
    {
        get { lock (_requests) return [.. _requests]; }
    }

    /// <summary>An answer with a body; fewer bytes of it than promised where <paramref name="sent"/> says so.</summary>
    public static byte[] Reply(string status, byte[] body, string headers = "", int? sent = null) =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{headers}\r\n"), .. body.AsSpan(0, sent ?? body.Length)];

    public void Dispose()
    {
        _listener.Dispose();
        lock (_held)
            foreach (var client in _held) client.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                if (!await AnswerAsync(client) || !HoldsOpen) client.Dispose();
                else lock (_held) _held.Add(client);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    /// <summary>Answers one request; tells whether it was one.</summary>
    private async Task<bool> AnswerAsync(TcpClient client)
    {
        try
        {
            var stream = client.GetStream();
            var head = new StringBuilder();
            var buffer = new byte[4096];
            while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                var length = await stream.ReadAsync(buffer);
                if (length > 0 && buffer[0] == 0x16 && _speaksFirst)
                {
                    await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"u8.ToArray());
                    return false;
                }

                if (length == 0 || buffer[0] == 0x16) break; // nothing, or the greeting of TLS
                head.Append(Encoding.ASCII.GetString(buffer, 0, length));
            }

            if (head.Length == 0) return false;
            int number;
            lock (_requests)
            {
                number = _requests.Count;
                _requests.Add(head.ToString());
            }

            await stream.WriteAsync(_answer(head.ToString(), number));
            return true;
        }
        catch (IOException)
        {
            return false; // the other side has had enough
        }
    }
}
