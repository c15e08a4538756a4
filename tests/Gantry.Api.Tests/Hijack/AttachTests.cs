using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

using Gantry.Api.Tests.Fakes;
using Gantry.Engine.Containers;

namespace Gantry.Api.Tests.Hijack;

public sealed class AttachTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private FakeEngine _engine = null!;

    public async Task InitializeAsync() => _engine = await FakeEngine.StartAsync();

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    [Theory]
    [InlineData("1.51", false, "application/vnd.docker.multiplexed-stream")]
    [InlineData("1.51", true, "application/vnd.docker.raw-stream")]
    [InlineData("1.41", false, "application/vnd.docker.raw-stream")]
    public async Task An_upgrade_is_answered_with_the_kind_of_stream(string version, bool tty, string type)
    {
        using var client = await AttachAsync(tty, version);
        var head = await ReadHeadAsync(client.Client);
        Assert.StartsWith($"HTTP/1.1 101 UPGRADED\r\nContent-Type: {type}\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n", head);
    }

    [Fact]
    public async Task A_client_without_upgrade_gets_200()
    {
        using var client = await AttachAsync(upgrade: false);
        Assert.StartsWith("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n", await ReadHeadAsync(client.Client));
    }

    [Fact]
    public async Task A_half_close_ends_the_input_and_the_output_goes_on()
    {
        using var client = await AttachAsync();
        await ReadHeadAsync(client.Client);
        await client.Client.SendAsync("input"u8.ToArray());
        client.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal("input", await ReadToEndAsync(client.Process));
        await client.Process.SendAsync("output after the end of input"u8.ToArray());
        client.Process.Shutdown(SocketShutdown.Send);
        Assert.Equal("output after the end of input", await ReadToEndAsync(client.Client));
    }

    [Fact]
    public async Task The_end_of_input_leaves_a_container_whose_input_stays_open()
    {
        using var client = await AttachAsync(stdinOnce: false);
        await ReadHeadAsync(client.Client);
        client.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal("", await ReadToEndAsync(client.Client));
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_attachment()
    {
        using var client = await AttachAsync();
        await ReadHeadAsync(client.Client);
        client.Client.Dispose();
        Assert.Equal("", await ReadToEndAsync(client.Process));
    }

    [Fact]
    public async Task The_detach_keys_end_a_terminal_and_not_the_process()
    {
        using var client = await AttachAsync(tty: true, parameters: "&detachKeys=ctrl-a,x");
        await ReadHeadAsync(client.Client);
        await client.Client.SendAsync("ls\n\u0001x"u8.ToArray());
        Assert.Equal("ls\n", await ReadToEndAsync(client.Process));
        Assert.Equal("", await ReadToEndAsync(client.Client));
    }

    [Fact]
    public async Task The_log_comes_before_the_stream()
    {
        _engine.Containers.OnLogs = async (_, output, cancellation) => await output.WriteAsync("old "u8.ToArray(), cancellation);
        using var client = await AttachAsync(parameters: "&logs=1");
        await ReadHeadAsync(client.Client);
        await client.Process.SendAsync("new"u8.ToArray());
        client.Process.Shutdown(SocketShutdown.Send);
        Assert.Equal("old new", await ReadToEndAsync(client.Client));
    }

    [Fact]
    public async Task A_quarter_of_a_gibibyte_passes_unchanged_both_ways_at_once()
    {
        using var client = await AttachAsync();
        await ReadHeadAsync(client.Client);
        var up = PumpAsync(client.Client, 256, 1, ends: true);
        var down = PumpAsync(client.Process, 256, 2, ends: false);
        var input = HashAsync(client.Process);
        var output = HashAsync(client.Client);
        Assert.Equal(await up.WaitAsync(Limit), await input.WaitAsync(Limit));
        var sent = await down.WaitAsync(Limit);
        // The end of output ends the connection, so a process has read its input by then.
        client.Process.Shutdown(SocketShutdown.Send);
        Assert.Equal(sent, await output.WaitAsync(Limit));
    }

    [Fact]
    public async Task The_output_reaches_a_client_whose_input_nobody_read()
    {
        using var client = await AttachAsync();
        await ReadHeadAsync(client.Client);
        var input = PumpAsync(client.Client, 8, 1, ends: false);
        Assert.Equal(1, await client.Process.ReceiveAsync(new byte[1]).WaitAsync(Limit));
        await client.Process.SendAsync("done"u8.ToArray());
        client.Process.Shutdown(SocketShutdown.Send);
        await input.WaitAsync(Limit);
        Assert.Equal("done", await ReadToEndAsync(client.Client));
    }

    [Fact]
    public async Task An_exec_session_reads_what_follows_its_body()
    {
        var (attachment, process) = Samples.Attachment();
        using (process)
        {
            _engine.ExecSessions.OnStart = () => attachment;
            await _engine.ExecSessions.CreateAsync("web", new() { Cmd = ["cat"], AttachStdin = true }, default);
            using var client = await _engine.ConnectAsync();
            await client.SendAsync(Encoding.ASCII.GetBytes(
                "POST /v1.51/exec/e1/start HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Type: application/json\r\n"
                + "Content-Length: 28\r\n\r\n{\"Detach\":false,\"Tty\":false}early"));
            Assert.StartsWith("HTTP/1.1 101 UPGRADED\r\n", await ReadHeadAsync(client));
            client.Shutdown(SocketShutdown.Send);
            Assert.Equal("early", await ReadToEndAsync(process));
        }
    }

    [Fact]
    public async Task A_paused_container_refuses_in_plain_text()
    {
        _engine.Containers.Stored.Add(Samples.Container(status: ContainerStatus.Paused));
        Assert.Equal(
            (409, "container web is paused, unpause the container before attach\r\n"),
            await _engine.PostAsync("/containers/web/attach?stream=1&stdout=1"));
    }

    private async Task<Pair> AttachAsync(
        bool tty = false, string version = "1.51", bool stdinOnce = true, bool upgrade = true, string parameters = "")
    {
        var (attachment, process) = Samples.Attachment(tty);
        _engine.Containers.Stored.Add(Samples.Container(tty, stdinOnce));
        _engine.Containers.OnAttach = _ => attachment;
        var client = await _engine.ConnectAsync();
        await client.SendAsync(Encoding.ASCII.GetBytes(
            $"POST /v{version}/containers/web/attach?stream=1&stdin=1&stdout=1&stderr=1{parameters} HTTP/1.1\r\nHost: d\r\n"
            + (upgrade ? "Connection: Upgrade\r\nUpgrade: tcp\r\n" : "") + "Content-Length: 0\r\n\r\n"));
        return new Pair(client, process);
    }

    private static async Task<string> ReadHeadAsync(Socket socket)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            Assert.Equal(1, await socket.ReceiveAsync(one).WaitAsync(Limit));
            head.Append((char)one[0]);
        }
        return head.ToString();
    }

    private static Task<string> ReadToEndAsync(Socket socket) => FakeEngine.ReadToEndAsync(socket);

    private static async Task<string> PumpAsync(Socket socket, int mebibytes, int seed, bool ends)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[1 << 20];
        new Random(seed).NextBytes(block);
        for (var i = 0; i < mebibytes; i++)
        {
            block[0] = (byte)i;
            hash.AppendData(block);
            for (var rest = block.AsMemory(); rest.Length > 0;) rest = rest[await socket.SendAsync(rest)..];
        }
        if (ends) socket.Shutdown(SocketShutdown.Send);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static async Task<string> HashAsync(Socket socket)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 17];
        int count;
        while ((count = await socket.ReceiveAsync(buffer)) > 0) hash.AppendData(buffer.AsSpan(0, count));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private sealed record Pair(Socket Client, Socket Process) : IDisposable
    {
        public void Dispose()
        {
            Client.Dispose();
            Process.Dispose();
        }
    }
}
