namespace Gantry.Plugins;

/// <summary>Where plugins are looked for.</summary>
/// <param name="Sockets">Folders of sockets, <c>NAME.sock</c> or <c>NAME/NAME.sock</c>; the first that has a name counts.</param>
/// <param name="Specs">Folders of specification files, <c>NAME.spec</c> and <c>NAME.json</c> or the same below <c>NAME/</c>.</param>
public sealed record PluginFolders(IReadOnlyList<string> Sockets, IReadOnlyList<string> Specs)
{
    /// <summary>The folders in which Docker's daemon looks.</summary>
    public static PluginFolders Docker { get; } = new(["/run/docker/plugins"], ["/etc/docker/plugins", "/usr/lib/docker/plugins"]);
}
