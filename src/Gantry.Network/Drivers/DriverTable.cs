using System.Collections.Concurrent;

namespace Gantry.Network.Drivers;

/// <summary>Drivers by name: those of this program, and beside them one for each plugin whose name was said.</summary>
/// <param name="own">Drivers of this program.</param>
/// <param name="remote">Makes the driver that speaks to a plugin; it need not be there yet.</param>
internal sealed class DriverTable<T>(IEnumerable<KeyValuePair<string, T>> own, Func<string, T> remote)
{
    private readonly ConcurrentDictionary<string, T> _drivers = new(own, StringComparer.Ordinal);

    /// <summary>The driver of a name.</summary>
    public T this[string name] => _drivers.GetOrAdd(name, remote);
}
