using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

using Gantry.Linux.Processes;

namespace Gantry.Runtime.Systemd.Bus;

/// <summary>A connection to a bus, or to a peer without one. It blocks and has no thread, since a process that becomes containers may have no other.</summary>
internal sealed class BusConnection : IDisposable
{
    private readonly Socket socket;
    private readonly Queue<BusMessage> signals = [];
    private uint serial;

    private BusConnection(Socket socket) => this.socket = socket;

    /// <summary>Connects to the first address of a list at which somebody listens, and says who we are.</summary>
    /// <param name="addresses">In D-Bus's form: <c>unix:path=/run/dbus/system_bus_socket;unix:abstract=name</c>.</param>
    /// <param name="hasBus">Whether there is a bus between us and the peer, which wants to be greeted.</param>
    /// <exception cref="BusException">Nobody listens, or we are not let in.</exception>
    public static BusConnection Open(string addresses, bool hasBus)
    {
        BusException? failure = null;
        foreach (var address in addresses.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                return OpenOne(address, hasBus);
            }
            catch (SocketException e)
            {
                failure = new BusException("org.freedesktop.DBus.Error.NoServer", $"dial {address}: {e.Message}");
            }
        }

        throw failure ?? new BusException("org.freedesktop.DBus.Error.BadAddress", $"no D-Bus address: \"{addresses}\"");
    }

    /// <summary>Calls a method and waits for its answer.</summary>
    /// <exception cref="BusException">The call failed, or no answer came in time.</exception>
    public IReadOnlyList<BusValue> Call(BusMessage message, TimeSpan limit)
    {
        var number = Send(message);
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var answer = Receive(limit - clock.Elapsed);
            if (answer.Kind == BusMessageKind.Signal)
                signals.Enqueue(answer);
            else if (answer.Answers == number && answer.Kind == BusMessageKind.Error)
                throw new BusException(answer.Error ?? "", answer.Body is [{ Signature: "s" } text, ..] ? text.Text : answer.Error ?? "");
            else if (answer.Answers == number)
                return answer.Body;
        }
    }

    /// <summary>The next signal, one that came meanwhile first.</summary>
    /// <exception cref="BusException">None came in time.</exception>
    public BusMessage NextSignal(TimeSpan limit)
    {
        if (signals.TryDequeue(out var early))
            return early;
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (Receive(limit - clock.Elapsed) is { Kind: BusMessageKind.Signal } signal)
                return signal;
        }
    }

    public void Dispose() => socket.Dispose();

    private static BusConnection OpenOne(string address, bool hasBus)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(PathOf(address)));
            var connection = new BusConnection(socket);
            connection.Authenticate();
            if (hasBus)
                connection.Call(new BusMessage { Kind = BusMessageKind.Call, Destination = "org.freedesktop.DBus", Path = "/org/freedesktop/DBus", Interface = "org.freedesktop.DBus", Member = "Hello" }, TimeSpan.FromSeconds(25));
            return connection;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string PathOf(string address)
    {
        var values = address[(address.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(',').Select(p => p.Split('=', 2)).Where(p => p.Length == 2).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]));
        if (address.StartsWith("unix:", StringComparison.Ordinal) && values.GetValueOrDefault("path") is { } path)
            return path;
        if (address.StartsWith("unix:", StringComparison.Ordinal) && values.GetValueOrDefault("abstract") is { } name)
            return "\0" + name;
        throw new BusException("org.freedesktop.DBus.Error.BadAddress", $"the D-Bus address \"{address}\" is none of a Unix socket");
    }

    /// <summary>The socket itself tells the other side which user we are (EXTERNAL); in words it is said once more.</summary>
    private void Authenticate()
    {
        var user = Convert.ToHexStringLower(Encoding.ASCII.GetBytes(Identity.User.ToString(CultureInfo.InvariantCulture)));
        socket.Send(Encoding.ASCII.GetBytes($"\0AUTH EXTERNAL {user}\r\n"));
        var line = new List<byte>();
        var one = new byte[1];
        socket.ReceiveTimeout = 25_000;
        while (line is not [.., (byte)'\n'])
        {
            if (socket.Receive(one) == 0)
                throw new BusException("org.freedesktop.DBus.Error.AuthFailed", "the connection was closed while we said who we are");
            line.Add(one[0]);
        }

        var answer = Encoding.ASCII.GetString([.. line]);
        if (!answer.StartsWith("OK", StringComparison.Ordinal))
            throw new BusException("org.freedesktop.DBus.Error.AuthFailed", $"we are not let in: {answer.TrimEnd()}");
        socket.Send("BEGIN\r\n"u8);
    }

    private uint Send(BusMessage message)
    {
        var bytes = (message with { Serial = ++serial }).ToBytes();
        try
        {
            socket.Send(bytes);
        }
        catch (SocketException e)
        {
            throw Disconnected(e.Message);
        }

        return serial;
    }

    private BusMessage Receive(TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        var head = new byte[BusMessage.HeadSize];
        Fill(head, limit);
        try
        {
            var whole = new byte[head.Length + BusMessage.LengthAfter(head)];
            head.CopyTo(whole, 0);
            Fill(whole.AsSpan(head.Length), limit - clock.Elapsed);
            return BusMessage.Parse(whole);
        }
        catch (InvalidDataException e)
        {
            throw new BusException("org.freedesktop.DBus.Error.InconsistentMessage", e.Message);
        }
    }

    private void Fill(Span<byte> buffer, TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        while (buffer.Length > 0)
        {
            var left = (int)(limit - clock.Elapsed).TotalMilliseconds;
            if (left <= 0 || !socket.Poll(left * 1000L > int.MaxValue ? int.MaxValue : left * 1000, SelectMode.SelectRead))
                throw new BusException("org.freedesktop.DBus.Error.NoReply", "no answer came in time");
            int read;
            try
            {
                read = socket.Receive(buffer);
            }
            catch (SocketException e)
            {
                throw Disconnected(e.Message);
            }

            if (read == 0)
                throw Disconnected("the other side has closed the connection");
            buffer = buffer[read..];
        }
    }

    private static BusException Disconnected(string why) => new("org.freedesktop.DBus.Error.Disconnected", why);
}
