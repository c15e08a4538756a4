namespace Gantry.Plugins.Discovery;

/// <summary>Where a plugin listens.</summary>
/// <param name="Name">The plugin's name.</param>
/// <param name="Target">Its address: <c>unix:///path</c>, <c>tcp://host:port</c>, <c>http://…</c> or <c>https://…</c>.</param>
/// <param name="Tls">How a connection to an https address is secured; null: as the host does.</param>
internal sealed record PluginAddress(string Name, Uri Target, PluginTls? Tls)
{
    /// <summary>The path of its socket; null where it is reached over TCP.</summary>
    public string? SocketPath => Target.Scheme == "unix" ? Target.LocalPath : null;
}

/// <summary>How a connection to a plugin is secured, as in the member <c>TLSConfig</c> of its specification file.</summary>
internal sealed record PluginTls
{
    /// <summary>Whether any certificate is good enough.</summary>
    public bool InsecureSkipVerify { get; set; }

    /// <summary>File of the authority that signed the plugin's certificate.</summary>
    public string? CAFile { get; set; }

    /// <summary>File of the certificate shown to the plugin.</summary>
    public string? CertFile { get; set; }

    /// <summary>File of that certificate's key.</summary>
    public string? KeyFile { get; set; }
}
