using System.Net.Sockets;
using System.Text;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Daemon;

/// <summary>The daemon as a service of systemd: sockets that are handed to it, and word of how far it is.</summary>
public sealed class ServiceTests : IDisposable
{
    private readonly Host host = Host.Create();

    public void Dispose() => host.Dispose();

    [Fact]
    public async Task It_listens_on_the_socket_it_is_handed_and_tells_when_it_answers_and_ends()
    {
        var folder = Directory.CreateTempSubdirectory("gantry-e2e-service").FullName;
        using var listener = Bind(folder + "/handed", SocketType.Stream);
        listener.Listen();
        Native.HandDown(listener.SafeHandle);
        using var manager = Bind(folder + "/notify", SocketType.Dgram);
        await using var engine = new Engine(host, "-H", "fd://")
        {
            Command = ["bash", "-c", $"exec 3<&{listener.SafeHandle.DangerousGetHandle()}; export LISTEN_PID=$$ LISTEN_FDS=1 NOTIFY_SOCKET={folder}/notify; exec \"$@\"", "sh", .. EngineBinary.Command],
        };
        await engine.Start();
        Assert.Equal("READY=1", await Told(manager));
        using (var api = new Api(folder + "/handed"))
            Assert.Equal("OK", (await api.Get("/_ping")).Body);
        await engine.Stop();
        Assert.Equal("STOPPING=1", await Told(manager));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Without_a_socket_it_says_what_is_missing()
    {
        await using var engine = new Engine(host, "-H", "fd://");
        engine.Launch();
        Assert.NotEqual(0, await engine.Ended());
        Assert.Contains("no sockets found via socket activation: make sure the service was started by systemd", engine.LogText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_journal_gets_priorities()
    {
        await using var engine = new Engine(host)
        {
            Command = ["bash", "-c", "export JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2); exec \"$@\"", "sh", .. EngineBinary.Command],
        };
        await engine.Start();
        await engine.Stop();
        Assert.Contains("<6>API listen on unix://", engine.LogText, StringComparison.Ordinal);
    }

    private static Socket Bind(string path, SocketType kind)
    {
        var socket = new Socket(AddressFamily.Unix, kind, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static async Task<string> Told(Socket manager)
    {
        using var deadline = new CancellationTokenSource(Deadline.Step);
        var buffer = new byte[256];
        return Encoding.ASCII.GetString(buffer, 0, await manager.ReceiveAsync(buffer, deadline.Token));
    }
}
