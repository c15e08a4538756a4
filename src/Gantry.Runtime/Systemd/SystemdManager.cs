using System.Globalization;

using Gantry.Oci.Errors;
using Gantry.Runtime.Systemd.Bus;

namespace Gantry.Runtime.Systemd;

/// <summary>The systemd that looks after units: the system's, or a user's own (org.freedesktop.systemd1(5)).</summary>
internal sealed class SystemdManager : IDisposable
{
    private const string Service = "org.freedesktop.systemd1";
    private const string Place = "/org/freedesktop/systemd1";
    private const string Manager = "org.freedesktop.systemd1.Manager";
    private const string PrivateSocket = "unix:path=/run/systemd/private";

    private const string UnitExists = "org.freedesktop.systemd1.UnitExists";

    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan JobLimit = TimeSpan.FromSeconds(30);

    private readonly BusConnection connection;
    private readonly Action<string> warn;
    private int? version;

    private SystemdManager(BusConnection connection, Action<string> warn)
    {
        this.connection = connection;
        this.warn = warn;
    }

    /// <summary>Whether systemd runs this host (sd_booted(3)).</summary>
    public static bool IsThere => new DirectoryInfo("/run/systemd/system") is { Exists: true, LinkTarget: null };

    /// <summary>Its version's number; it decides which properties there are.</summary>
    public int Version => version ??= Number(Property("Version"));

    /// <summary>Connects to systemd.</summary>
    /// <param name="isUsers">Whether the user's own is wanted.</param>
    /// <param name="warn">Called with what went wrong but is no failure.</param>
    /// <exception cref="GantryException">It does not answer.</exception>
    public static SystemdManager Open(bool isUsers, Action<string> warn)
    {
        try
        {
            var connection = Connect(isUsers);
            try
            {
                Invoke(connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "AddMatch", BusValue.Of($"type='signal',interface='{Manager}',member='JobRemoved'"));
            }
            catch (BusException)
            {
                // Without a bus between us there is nobody to ask, and the signals come anyway.
            }

            return new SystemdManager(connection, warn);
        }
        catch (BusException e)
        {
            throw new GantryException(ErrorKind.Unavailable, "failed to connect to dbus (hint: for rootless containers, maybe you need to install dbus-user-session package, "
                + $"see https://github.com/opencontainers/runc/blob/master/docs/cgroup-v2.md): {e.Message}", e);
        }
    }

    /// <summary>Starts a unit that is not on disk, and waits until it is there.</summary>
    /// <exception cref="GantryException">systemd refused it, or it did not come.</exception>
    public void Start(string unit, IReadOnlyList<(string Name, BusValue Value)> properties)
    {
        try
        {
            var job = StartJob(unit, properties);
            if (Await(job) is var result and not "done")
            {
                ResetFailed(unit);
                throw new GantryException(ErrorKind.Internal, result is null ? $"Timeout waiting for systemd to create {unit}" : $"error creating systemd unit `{unit}`: got `{result}`");
            }
        }
        catch (BusException e)
        {
            throw new GantryException(ErrorKind.Internal, $"unable to start unit \"{unit}\" (properties [{string.Join(' ', properties.Select(p => $"{{Name:{p.Name} Value:{p.Value}}}"))}]): {e.Message}", e);
        }
    }

    /// <summary>Changes properties of a unit until the host's next start.</summary>
    /// <exception cref="GantryException">systemd refused one.</exception>
    public void Set(string unit, IReadOnlyList<(string Name, BusValue Value)> properties)
    {
        try
        {
            Call("SetUnitProperties", BusValue.Of(unit), BusValue.Of(true), List(properties));
        }
        catch (BusException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"unable to set unit properties: {e.Message}", e);
        }
    }

    /// <summary>Stops a unit, if it is there, and forgets how it ended.</summary>
    /// <exception cref="GantryException">It did not stop.</exception>
    public void Stop(string unit)
    {
        try
        {
            var job = Call("StopUnit", BusValue.Of(unit), BusValue.Of("replace"))[0].Text;
            switch (Await(job))
            {
                case null:
                    throw new GantryException(ErrorKind.Internal, $"Timed out while waiting for systemd to remove {unit}");
                case "done":
                    break;
                case var result:
                    warn($"error removing unit `{unit}`: got `{result}`. Continuing...");
                    break;
            }
        }
        catch (BusException)
        {
            // It is gone: systemd removes a scope whose last process has ended.
        }

        ResetFailed(unit);
    }

    /// <summary>A property of the manager itself, as text.</summary>
    public string Property(string name)
    {
        try
        {
            return ((BusValue)Invoke(connection, Service, Place, "org.freedesktop.DBus.Properties", "Get", BusValue.Of(Manager), BusValue.Of(name))[0].Value).Text;
        }
        catch (BusException e)
        {
            throw new GantryException(ErrorKind.Unavailable, $"systemd does not tell its {name}: {e.Message}", e);
        }
    }

    public void Dispose() => connection.Dispose();

    /// <summary>By way of the bus, or where none runs and we are root directly.</summary>
    private static BusConnection Connect(bool isUsers)
    {
        if (isUsers)
            return BusConnection.Open(UsersAddress(), hasBus: true);
        try
        {
            return BusConnection.Open(Environment.GetEnvironmentVariable("DBUS_SYSTEM_BUS_ADDRESS") is { Length: > 0 } address ? address : "unix:path=/var/run/dbus/system_bus_socket", hasBus: true);
        }
        catch (BusException) when (Environment.IsPrivilegedProcess)
        {
            return BusConnection.Open(PrivateSocket, hasBus: false);
        }
    }

    private static string UsersAddress()
    {
        if (Environment.GetEnvironmentVariable("DBUS_SESSION_BUS_ADDRESS") is { Length: > 0 } address)
            return address;
        if (Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } directory && Path.Combine(directory, "bus") is var bus && File.Exists(bus))
            return "unix:path=" + Uri.EscapeDataString(bus).Replace("%2F", "/", StringComparison.Ordinal);
        throw new BusException("org.freedesktop.DBus.Error.NoServer",
            "could not detect DBUS_SESSION_BUS_ADDRESS from the environment; make sure you have installed the dbus-user-session or dbus-daemon package; note you may need to re-login");
    }

    /// <summary>A failed unit that was left over keeps its name until it is forgotten.</summary>
    private string StartJob(string unit, IReadOnlyList<(string Name, BusValue Value)> properties)
    {
        BusValue[] arguments = [BusValue.Of(unit), BusValue.Of("replace"), List(properties), BusValue.Array("(sa(sv))", [])];
        try
        {
            return Call("StartTransientUnit", arguments)[0].Text;
        }
        catch (BusException e) when (e.Name == UnitExists)
        {
            ResetFailed(unit);
            return Call("StartTransientUnit", arguments)[0].Text;
        }
    }

    private static BusValue List(IEnumerable<(string Name, BusValue Value)> properties) =>
        BusValue.Array("(sv)", properties.Select(p => BusValue.Structure(BusValue.Of(p.Name), BusValue.Variant(p.Value))));

    private void ResetFailed(string unit)
    {
        try
        {
            Call("ResetFailedUnit", BusValue.Of(unit));
        }
        catch (BusException)
        {
            // It had not failed.
        }
    }

    /// <summary>How a job ended; null: it did not in time.</summary>
    private string? Await(string job)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        try
        {
            while (true)
            {
                // JobRemoved: number, object, unit, result.
                if (connection.NextSignal(JobLimit - clock.Elapsed) is { Member: "JobRemoved", Body: [_, var removed, _, var result] } && removed.Text == job)
                    return result.Text;
            }
        }
        catch (BusException e) when (e.Name == "org.freedesktop.DBus.Error.NoReply")
        {
            return null;
        }
    }

    private IReadOnlyList<BusValue> Call(string method, params BusValue[] arguments) => Invoke(connection, Service, Place, Manager, method, arguments);

    private static IReadOnlyList<BusValue> Invoke(BusConnection connection, string service, string path, string face, string method, params BusValue[] arguments) =>
        connection.Call(new BusMessage { Kind = BusMessageKind.Call, Destination = service, Path = path, Interface = face, Member = method, Body = arguments }, CallLimit);

    /// <summary>As it names itself: <c>252.39-1~deb12u1</c>, <c>v245.4</c>.</summary>
    private static int Number(string text)
    {
        var digits = string.Concat(text.TrimStart('v').TakeWhile(char.IsAsciiDigit));
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
    }
}
