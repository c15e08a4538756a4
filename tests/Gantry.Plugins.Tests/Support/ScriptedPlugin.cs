using System.Net.Sockets;
using System.Text;

namespace Gantry.Plugins.Tests.Support;

/// <summary>A plugin on a unix socket that answers as the test says.</summary>
internal sealed class ScriptedPlugin : IAsyncDisposable
{
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource ended = new();
    private readonly Task serving;

    public ScriptedPlugin(string path, Func<string, string, (int Status, string Body)?> answer)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        serving = ServeAsync(answer);
    }

    /// <summary>The requests so far, each its method and body.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>The head of the last request.</summary>
    public string Head { get; private set; } = "";

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Dispose();
        await serving;
        ended.Dispose();
    }

    private async Task ServeAsync(Func<string, string, (int Status, string Body)?> answer)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptAsync(ended.Token);
                await using var stream = new NetworkStream(client);
                using var reader = new StreamReader(stream, Encoding.ASCII);
                var head = new StringBuilder();
                while (await reader.ReadLineAsync(ended.Token) is { Length: > 0 } line) head.AppendLine(line);
                Head = head.ToString();
                var length = Head.Split('\n').Select(l => l.Split(':', 2)).Where(l => l[0] == "Content-Length").Select(l => int.Parse(l[1])).FirstOrDefault();
                var body = new char[length];
                if (length > 0) await reader.ReadBlockAsync(body, ended.Token);
                var method = Head.Split(' ')[1].TrimStart('/');
                Requests.Add(length == 0 ? method : $"{method} {new string(body)}");
                if (answer(method, new string(body)) is not { } found)
                {
                    await Task.Delay(Timeout.Infinite, ended.Token);
                    continue;
                }

                await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {found.Status} X\r\nContent-Length: {Encoding.UTF8.GetByteCount(found.Body)}\r\nConnection: close\r\n\r\n{found.Body}"), ended.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test has ended.
        }
    }
}
