namespace Gantry.Runtime.Systemd.Bus;

/// <summary>A call over D-Bus failed.</summary>
/// <param name="name">Name of the failure, as <c>org.freedesktop.DBus.Error.NoReply</c>.</param>
/// <param name="message">What the other side says of it.</param>
internal sealed class BusException(string name, string message) : Exception(message)
{
    public string Name { get; } = name;
}
