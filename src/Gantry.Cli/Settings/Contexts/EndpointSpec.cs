using System.Text.Json.Nodes;

using Gantry.Cli.CommandLine;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Settings.Contexts;

/// <summary>How an engine is reached, as typed: <c>host=tcp://…,ca=FILE,cert=FILE,key=FILE,skip-tls-verify=true</c>, or <c>from=CONTEXT</c>.</summary>
/// <param name="Document">The endpoint as it is kept.</param>
/// <param name="Certificates">Its certificates, by file.</param>
internal sealed record EndpointSpec(JsonObject Document, IReadOnlyDictionary<string, byte[]> Certificates)
{
    private const string Fault = "unable to create docker endpoint config: ";

    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal) { ["ca"] = "ca.pem", ["cert"] = "cert.pem", ["key"] = "key.pem" };

    /// <param name="fields">The fields, all <c>key=value</c>.</param>
    /// <param name="find">Finds the context to copy from.</param>
    /// <exception cref="CliException">A field is unknown, or a file cannot be read.</exception>
    public static EndpointSpec Parse(IReadOnlyList<string> fields, Func<string, EngineContext> find)
    {
        var values = fields.Select(field => field.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair.Length > 1 ? pair[1] : "", StringComparer.Ordinal);
        if (values.Keys.FirstOrDefault(key => key is not ("from" or "host" or "ca" or "cert" or "key" or "skip-tls-verify")) is { } unknown)
            throw new CliException($"{Fault}unrecognized config key: {unknown}");
        if (values.TryGetValue("from", out var other))
            return Of(find(other));
        var skips = false;
        if (values.TryGetValue("skip-tls-verify", out var text) && text.Length > 0 && !bool.TryParse(text, out skips))
            throw new CliException($"{Fault}skip-tls-verify: strconv.ParseBool: parsing \"{text}\": invalid syntax");
        var certificates = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (key, file) in Files)
        {
            if (values.GetValueOrDefault(key) is { Length: > 0 } path)
                certificates[file] = Read(path);
        }

        return new EndpointSpec(EngineContext.Describe("", "", values.GetValueOrDefault("host", ""), skips)["Endpoints"]!["docker"]!.DeepClone().AsObject(), certificates);
    }

    /// <summary>The endpoint of a context there is.</summary>
    public static EndpointSpec Of(EngineContext context) => new(
        context.Document["Endpoints"]?["docker"]?.DeepClone().AsObject() ?? [],
        context.Certificates.ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes, StringComparer.Ordinal));

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{Fault}{SystemFault.Of("open", path, fault)}");
        }
    }
}
