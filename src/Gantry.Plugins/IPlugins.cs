namespace Gantry.Plugins;

/// <summary>The plugins of this host, which speak Docker's plugin protocol, version 1: other programs that serve volumes, networks, addresses
/// or decisions over HTTP.</summary>
public interface IPlugins
{
    /// <summary>The plugin of a name, once it has said that it implements <paramref name="kind"/>. One that is not there yet is waited for, with
    /// growing pauses for 15 s in all: it may start beside the daemon.</summary>
    /// <param name="name">The plugin's name: that of its socket or of its specification file.</param>
    /// <param name="kind">What it must implement: <c>VolumeDriver</c>, <c>NetworkDriver</c>, <c>IpamDriver</c>, <c>authz</c>.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="Oci.Errors.GantryException">NotFound: there is no such plugin; Internal: it does not answer, or does something else.</exception>
    Task<Plugin> FindAsync(string name, string kind, CancellationToken cancellation);

    /// <summary>All plugins that implement <paramref name="kind"/>, by name. Nobody is waited for: one that does not answer at once is left
    /// out and reported.</summary>
    Task<IReadOnlyList<Plugin>> AllAsync(string kind, CancellationToken cancellation);
}
