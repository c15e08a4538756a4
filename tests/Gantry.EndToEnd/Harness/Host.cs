using System.Diagnostics;
using System.Net.Sockets;

namespace Gantry.EndToEnd.Harness;

/// <summary>
/// A machine of its own for one engine: a network namespace with a way to the outside (NAT), and, where a test wants
/// one, a second namespace on the same wire that plays another machine. Many stand side by side.
/// </summary>
/// <remarks>
/// <code>
///  outside ── ge7u 10.214.7.1 ⇄ 10.214.7.2 wan ┬─ namespace ge7 (the engine, its bridges and containers)
///                                              └─ lan 10.215.7.1 ⇄ 10.215.7.2 lan ── namespace ge7r (another machine)
/// </code>
/// </remarks>
internal sealed class Host : IDisposable
{
    private bool hasRemote;

    /// <summary>Links that belong to the host and not to the engine on it.</summary>
    public static IReadOnlyList<string> OwnLinks { get; } = ["lo", "wan", "lan"];

    private Host(int number) => Number = number;

    /// <summary>1 to 250: what makes every name and address of this host its own.</summary>
    public int Number { get; }

    public string Name => $"ge{Number}";

    /// <summary>The address of the engine's machine as the other machine sees it.</summary>
    public string LanAddress => $"10.215.{Number}.1";

    /// <summary>The other machine's address.</summary>
    public string RemoteAddress => $"10.215.{Number}.2";

    /// <summary>Names the test process, so that sweep.sh can tell what nobody uses any more.</summary>
    private string OwnerFile => $"/run/gantry-e2e.owner.{Name}";

    public string Path => $"/run/netns/{Name}";

    public string RemotePath => Path + "r";

    public static Host Create()
    {
        File.WriteAllText("/proc/sys/net/ipv4/ip_forward", "1");
        for (var number = 1; number <= 250; number++)
        {
            // Creating the name is the reservation: other runs of the suite do the same.
            if (Directory.Exists("/run/netns") && File.Exists($"/run/netns/ge{number}") || Try("ip", "netns", "add", $"ge{number}") != 0)
                continue;
            var host = new Host(number);
            File.WriteAllText(host.OwnerFile, $"{Environment.ProcessId}");
            try
            {
                host.Connect();
                return host;
            }
            catch
            {
                host.Dispose();
                throw;
            }
        }
        throw new InvalidOperationException("All 250 test hosts are taken: remove what an interrupted run left (ip netns list).");
    }

    private void Connect()
    {
        var net = $"10.214.{Number}";
        // Packets are forwarded already, as with most that run containers; the engine has nothing to switch on, and nothing to note.
        Run("ip", "netns", "exec", Name, "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        Feed("ip", $"""
            link add {Name}u type veth peer name wan netns {Name}
            addr add {net}.1/24 dev {Name}u
            link set {Name}u up
            """, "-batch", "-");
        Feed("ip", $"""
            link set lo up
            addr add {net}.2/24 dev wan
            link set wan up
            route add default via {net}.1
            """, "-n", Name, "-batch", "-");
        Feed("nft", $$"""
            table ip {{Name}} {
              chain out { type nat hook postrouting priority 100; ip saddr {{net}}.0/24 oifname != "{{Name}}u" masquerade; }
            }
            """, "-f", "-");
    }

    /// <summary>Puts another machine on the engine's wire; it knows no route to the containers.</summary>
    public void AddRemoteMachine()
    {
        if (hasRemote)
            return;
        hasRemote = true;
        Run("ip", "netns", "add", Name + "r");
        Feed("ip", $"""
            link add lan type veth peer name lan netns {Name}r
            addr add {LanAddress}/24 dev lan
            link set lan up
            """, "-n", Name, "-batch", "-");
        Feed("ip", $"""
            link set lo up
            addr add {RemoteAddress}/24 dev lan
            link set lan up
            """, "-n", Name + "r", "-batch", "-");
    }

    /// <summary>Runs blocking work (sockets) on a thread inside this host's network, or inside the other machine's.</summary>
    public Task<T> Inside<T>(Func<T> work, bool remote = false)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                Native.EnterNetwork(remote ? RemotePath : Path);
                done.SetResult(work());
            }
            catch (Exception fault)
            {
                done.SetException(fault);
            }
        })
        { IsBackground = true }.Start();
        return done.Task;
    }

    /// <summary>Sends a line over TCP from inside this host (or the other machine) and returns all that comes back.</summary>
    public Task<string> Ask(string address, int port, string line = "", bool remote = false) => Inside(() =>
    {
        using var client = new Socket(System.Net.IPAddress.Parse(address).AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 20_000, SendTimeout = 20_000 };
        client.Connect(System.Net.IPAddress.Parse(address), port);
        client.Send(System.Text.Encoding.UTF8.GetBytes(line));
        using var stream = new NetworkStream(client);
        client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }, remote);

    /// <summary>Asks over TCP until the answer is right: a server that takes one client after the other refuses or resets those between two.</summary>
    public Task Answers(string answer, string address, int port, string line = "", bool remote = false) => Deadline.Until(async () =>
    {
        try
        {
            var given = await Ask(address, port, line, remote);
            return given == answer ? null : $"{address}:{port} said '{given}'";
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            return fault.Message;
        }
    });

    /// <summary>Sends a datagram from inside this host (or the other machine) and repeats it until one answers; null when none does.</summary>
    public Task<string?> AskDatagram(string address, int port, string text, bool remote = false) => Inside<string?>(() =>
    {
        using var client = new Socket(System.Net.IPAddress.Parse(address).AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 500 };
        client.Connect(System.Net.IPAddress.Parse(address), port);
        var buffer = new byte[2048];
        for (var attempt = 0; attempt < 40; attempt++)
            try
            {
                client.Send(System.Text.Encoding.UTF8.GetBytes(text));
                return System.Text.Encoding.UTF8.GetString(buffer, 0, client.Receive(buffer));
            }
            catch (SocketException)
            {
                // Lost, or nobody listens yet: a datagram is sent again.
            }
        return null;
    }, remote);

    public void Dispose()
    {
        if (hasRemote)
            Try("ip", "netns", "del", Name + "r");
        Try("nft", "delete", "table", "ip", Name);
        Try("ip", "link", "del", Name + "u");
        Try("ip", "netns", "del", Name);
        File.Delete(OwnerFile);
    }

    /// <summary>Runs a tool and returns what it printed.</summary>
    public static string Run(string file, params string[] arguments) => Execute(file, null, arguments) is (0, var output, _)
        ? output
        : throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} failed: {Execute(file, null, arguments).Error}");

    private static int Try(string file, params string[] arguments) => Execute(file, null, arguments).Exit;

    private static void Feed(string file, string input, params string[] arguments)
    {
        var (exit, _, error) = Execute(file, input, arguments);
        if (exit != 0)
            throw new InvalidOperationException($"{file} {string.Join(' ', arguments)}: {error}\n{input}");
    }

    private static (int Exit, string Output, string Error) Execute(string file, string? input, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        if (input is not null)
            process.StandardInput.Write(input);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
