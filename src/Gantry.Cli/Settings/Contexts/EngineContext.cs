using System.Text.Json.Nodes;

using Gantry.Cli.Client;

namespace Gantry.Cli.Settings.Contexts;

/// <summary>A named engine: where it is and how it is reached.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Document">The document as it is kept; members that are not known here stay.</param>
/// <param name="TlsFolder">Where its certificates lie, if it has any.</param>
internal sealed record EngineContext(string Name, JsonObject Document, string TlsFolder)
{
    private const string DescriptionMember = "Description";
    private const string HostMember = "Host";
    private const string NameMember = "Name";

    /// <summary>The names of certificates, as <see cref="TlsFolder"/> has them.</summary>
    public static IReadOnlyList<string> TlsFiles { get; } = ["ca.pem", "cert.pem", "key.pem"];

    public string Description => (Document["Metadata"] as JsonObject)?[DescriptionMember]?.GetValue<string>() ?? "";

    /// <summary>The engine's address; empty: the default one.</summary>
    public string Host => Endpoint?[HostMember]?.GetValue<string>() ?? "";

    public bool SkipsVerification => Endpoint?["SkipTLSVerify"]?.GetValue<bool>() ?? false;

    /// <summary>The paths of the certificates there are.</summary>
    public IEnumerable<string> Certificates => TlsFiles.Select(name => Path.Combine(TlsFolder, "docker", name)).Where(File.Exists);

    private JsonObject? Endpoint => (Document["Endpoints"] as JsonObject)?["docker"] as JsonObject;

    /// <summary>A document for a context.</summary>
    public static JsonObject Describe(string name, string description, string host, bool skipsVerification)
    {
        var metadata = new JsonObject();
        if (description.Length > 0)
            metadata[DescriptionMember] = JsonValue.Create(description);
        var endpoint = new JsonObject();
        if (host.Length > 0)
            endpoint[HostMember] = JsonValue.Create(host);
        endpoint["SkipTLSVerify"] = JsonValue.Create(skipsVerification);
        return new JsonObject { [NameMember] = JsonValue.Create(name), ["Metadata"] = metadata, ["Endpoints"] = new JsonObject { ["docker"] = endpoint } };
    }

    /// <summary>The engine it names.</summary>
    /// <exception cref="CommandLine.CliException">Its address or its certificates cannot be used.</exception>
    public EngineAddress Address()
    {
        var tls = new Dictionary<string, string>(StringComparer.Ordinal) { ["tls"] = "false", ["tlsverify"] = "false" };
        foreach (var file in Certificates)
            tls[$"tls{Path.GetFileName(file).Replace("ca.pem", "cacert", StringComparison.Ordinal).Replace(".pem", "", StringComparison.Ordinal)}"] = file;
        if (SkipsVerification)
            tls["tls"] = "true";
        else if (tls.Count > 2)
            tls["tlsverify"] = "true";
        return EngineAddress.Parse(Host.Length > 0 ? Host : EngineAddress.Default, ClientTls.Choose(tls));
    }
}
