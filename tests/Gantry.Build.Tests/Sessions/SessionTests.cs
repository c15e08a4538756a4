using System.Net.Sockets;

using Gantry.Build.Sessions;
using Gantry.Build.Tests.Support;
using Gantry.Oci.Errors;

namespace Gantry.Build.Tests.Sessions;

public sealed class SessionTests
{
    private readonly SessionBook _book = new(TimeProvider.System);

    [Fact]
    public async Task A_client_that_comes_later_is_waited_for()
    {
        var asked = _book.FindAsync("client", CancellationToken.None);
        Assert.False(asked.IsCompleted);
        await using var client = FakeClient.Connect(_book);
        Assert.Equal("client", (await asked).Id);
    }

    [Fact]
    public async Task A_second_client_of_one_id_is_refused()
    {
        await using var client = FakeClient.Connect(_book);
        Assert.Throws<GantryException>(() => _book.Check("client"));
    }

    [Fact]
    public async Task A_client_that_leaves_is_forgotten()
    {
        await using var client = FakeClient.Connect(_book);
        var session = await _book.FindAsync("client", CancellationToken.None);
        await client.LeaveAsync();
        Assert.True(session.Ended.IsCancellationRequested);
        _book.Check("client");
    }

    [Fact]
    public async Task Secrets_are_given_and_a_missing_one_is_none()
    {
        await using var client = FakeClient.Connect(_book, secrets: new Dictionary<string, byte[]> { ["token"] = "abc"u8.ToArray() });
        var session = await _book.FindAsync("client", CancellationToken.None);
        Assert.Equal("abc"u8.ToArray(), (await session.GetSecretAsync("token", CancellationToken.None))!.Value.ToArray());
        Assert.Null(await session.GetSecretAsync("other", CancellationToken.None));
    }

    [Fact]
    public async Task What_the_client_does_not_serve_is_not_asked_for()
    {
        await using var client = FakeClient.Connect(_book);
        var session = await _book.FindAsync("client", CancellationToken.None);
        Assert.Null(await session.GetCredentialsAsync("registry", CancellationToken.None));
        await Assert.ThrowsAsync<GantryException>(() => session.OpenUploadAsync("http://buildkit-session/1", CancellationToken.None));
    }

    [Fact]
    public async Task The_agent_is_behind_a_socket_and_a_missing_one_is_none()
    {
        await using var client = FakeClient.Connect(_book);
        var session = await _book.FindAsync("client", CancellationToken.None);
        var directory = Directory.CreateTempSubdirectory("agent-test-").FullName;
        var path = Path.Combine(directory, "agent");
        await using (var agent = await session.ForwardAgentAsync("", path, CancellationToken.None))
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
            await socket.SendAsync("hello"u8.ToArray());
            socket.Shutdown(SocketShutdown.Send);
            var buffer = new byte[100];
            Assert.Equal(5, await socket.ReceiveAsync(buffer));
            Assert.Equal(0, await socket.ReceiveAsync(buffer));
        }

        Assert.Empty(Directory.GetFileSystemEntries(directory));
        Assert.Null(await session.ForwardAgentAsync("other", path, CancellationToken.None));
        Directory.Delete(directory);
    }

    [Fact]
    public async Task An_exported_file_reaches_the_client_whole()
    {
        await using var client = FakeClient.Connect(_book);
        var session = await _book.FindAsync("client", CancellationToken.None);
        var bytes = new byte[3 << 20];
        new Random(1).NextBytes(bytes);
        await using (var file = await session.OpenExportAsync("", new Dictionary<string, string> { ["key"] = "value" }, CancellationToken.None)) await file.WriteAsync(bytes);
        Assert.Equal(bytes, client.Taken.Bytes.ToArray());
        Assert.Equal("value", client.Taken.Headers.GetValue("exporter-md-key"));
        Assert.Equal("0", client.Taken.Headers.GetValue("buildkit-attachable-exporter-id"));
    }
}
