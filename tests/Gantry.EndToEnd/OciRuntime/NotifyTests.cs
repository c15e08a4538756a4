using System.Net.Sockets;
using System.Text;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.OciRuntime;

/// <summary>A service manager hears that a container is ready (sd_notify(3)). The tests play the manager, and the container's program by its own socket.</summary>
public sealed class NotifyTests
{
    [Fact]
    public async Task A_container_in_the_foreground_says_that_it_is_ready()
    {
        await using var bundle = await Bundle.Make("sh", "-c", "echo $NOTIFY_SOCKET; touch /run/notify/x 2>/dev/null || echo closed; sleep 1000");
        using var manager = Manager(bundle);
        await using var running = bundle.Start("run", "one");
        await running.OutContains("/run/notify/notify.sock\nclosed\n");
        await Say(bundle, "STATUS=starting\n");
        await Say(bundle, "READY=1\nSTATUS=up\n");
        Assert.Equal(["READY=1\n", $"MAINPID={running.Id}\n", "BARRIER=1"], await Heard(manager));
        (await bundle.Run("kill", "one", "KILL")).Ok();
        Assert.Equal(137, (await running.Ended()).Exit);
    }

    [Fact]
    public async Task A_start_takes_until_the_container_is_ready()
    {
        await using var bundle = await Bundle.Make("sleep", "1000");
        using var manager = Manager(bundle);
        (await bundle.Leave("create", "--pid-file", "pid", "one")).Ok();
        await using var starting = bundle.Start("start", "one");
        await Deadline.Until(async () => await bundle.Status("one") is var status and not "running" ? status : null);
        Assert.False(starting.HasExited);
        await Say(bundle, "READY=1");
        Assert.Equal(["READY=1\n", $"MAINPID={await File.ReadAllTextAsync(Path.Combine(bundle.Folder, "pid"))}\n", "BARRIER=1"], await Heard(manager));
        (await starting.Ended()).Prints("");
        (await bundle.Run("delete", "--force", "one")).Ok();
    }

    [Fact]
    public async Task A_container_that_ends_before_it_is_ready_holds_nobody_up()
    {
        await using var bundle = await Bundle.Make("sh", "-c", "exit 3");
        using var manager = Manager(bundle);
        (await bundle.Run("run", "one")).Is(3);
        (await bundle.Leave("run", "--detach", "one")).Ok();
        Assert.Equal(0, manager.Available);
        (await bundle.Run("delete", "one")).Ok();
    }

    private static Socket Manager(Bundle bundle)
    {
        var path = Path.Combine(bundle.Folder, "manager");
        bundle.Variables["NOTIFY_SOCKET"] = path;
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static async Task Say(Bundle bundle, string text)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint($"/proc/{(await bundle.StateOf("one"))["pid"]}/root/run/notify/notify.sock"));
        await socket.SendAsync(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Three messages; the pipe that comes with the last is closed unseen, which says that all were read.</summary>
    private static async Task<List<string>> Heard(Socket manager)
    {
        var heard = new List<string>();
        var buffer = new byte[4096];
        while (heard.Count < 3)
            heard.Add(Encoding.UTF8.GetString(buffer.AsSpan(0, await manager.ReceiveAsync(buffer).WaitAsync(Deadline.Step))));
        return heard;
    }
}
