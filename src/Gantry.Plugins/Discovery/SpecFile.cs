using System.Text.Json;

using Gantry.Plugins.Calls;

namespace Gantry.Plugins.Discovery;

/// <summary>Specification files: <c>.spec</c> holds an address as text, <c>.json</c> an address and how to secure the connection.</summary>
internal static class SpecFile
{
    public const string Text = ".spec";
    public const string Json = ".json";

    private static readonly string[] Schemes = ["unix", "tcp", Uri.UriSchemeHttp, Uri.UriSchemeHttps];

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It says no address, or is no JSON.</exception>
    public static PluginAddress Read(string name, string path) =>
        path.EndsWith(Json, StringComparison.Ordinal) ? ReadJson(name, path) : new PluginAddress(name, Target(path, File.ReadAllText(path).Trim()), new PluginTls { InsecureSkipVerify = true });

    private static PluginAddress ReadJson(string name, string path)
    {
        SpecDocument document;
        try
        {
            document = JsonSerializer.Deserialize(File.ReadAllBytes(path), PluginJson.Default.SpecDocument) ?? new SpecDocument();
        }
        catch (JsonException e)
        {
            throw new FormatException($"{path}: {e.Message}", e);
        }

        var tls = document.TLSConfig is { CAFile: null or "" } unproven ? unproven with { InsecureSkipVerify = true } : document.TLSConfig;
        return new PluginAddress(name, Target(path, document.Addr ?? ""), tls);
    }

    private static Uri Target(string path, string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var target) && address.Contains("://", StringComparison.Ordinal)
            ? Schemes.Contains(target.Scheme) ? target : throw new FormatException($"{path}: a plugin cannot be reached by {target.Scheme}")
            : throw new FormatException("Unknown protocol");
}

/// <summary>A specification file in JSON.</summary>
internal sealed record SpecDocument
{
    public string? Name { get; set; }
    public string? Addr { get; set; }
    public PluginTls? TLSConfig { get; set; }
}
