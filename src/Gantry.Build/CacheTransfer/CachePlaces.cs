using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

using Gantry.Build.Exporters;
using Gantry.Build.Sessions;
using Gantry.Build.Solver;
using Gantry.Build.Solver.Steps;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Registry;

namespace Gantry.Build.CacheTransfer;

/// <summary>Finds the place of a cache by what the client says of it.</summary>
internal static class CachePlaces
{
    /// <summary>What progress calls a cache that is read: its reference, or a number of what is said of it.</summary>
    public static string NameOf(CacheLocation location)
    {
        if (location.Type == "registry" && location.Attributes.GetValueOrDefault("ref", "") is { Length: > 0 } reference) return reference;
        var said = string.Join('\n', location.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={a.Value}"));
        return $"{location.Type}:{BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(said)))}";
    }

    /// <summary>Where a cache goes.</summary>
    /// <exception cref="GantryException">Invalid: nobody knows such a place, or something is missing.</exception>
    public static async Task<ICachePlace> ForExportAsync(StepHost host, IBuildSession? session, CacheLocation location, CancellationToken cancellation)
    {
        var options = new ExportOptions(location.Attributes);
        return location.Type switch
        {
            "registry" => await RegistryAsync(host, session, options, cancellation),
            "local" when options.Text("dest").Length == 0 => throw new GantryException(ErrorKind.Invalid, "local cache exporter requires dest"),
            "local" => new SessionPlace(session ?? throw NoSession(), "local:" + options.Text("dest"), default),
            _ => throw new GantryException(ErrorKind.Invalid, $"unknown cache exporter: \"{location.Type}\""),
        };
    }

    /// <summary>Where a cache comes from.</summary>
    /// <exception cref="GantryException">Invalid: nobody knows such a place, or something is missing.</exception>
    public static async Task<ICachePlace> ForImportAsync(StepHost host, IBuildSession? session, CacheLocation location, CancellationToken cancellation)
    {
        var options = new ExportOptions(location.Attributes);
        return location.Type switch
        {
            "registry" => await RegistryAsync(host, session, options, cancellation),
            "local" when !Digest.TryParse(options.Text("digest"), out _) => throw new GantryException(ErrorKind.Invalid, "local cache importer requires explicit digest"),
            "local" when options.Text("src").Length == 0 => throw new GantryException(ErrorKind.Invalid, "local cache importer requires src"),
            "local" => new SessionPlace(session ?? throw NoSession(), "local:" + options.Text("src"), Digest.Parse(options.Text("digest"))),
            _ => throw new GantryException(ErrorKind.Invalid, $"unknown cache importer: {location.Type}"),
        };
    }

    private static async Task<ICachePlace> RegistryAsync(StepHost host, IBuildSession? session, ExportOptions options, CancellationToken cancellation)
    {
        if (options.Text("ref").Length == 0) throw new GantryException(ErrorKind.Invalid, "ref is required for registry cache");
        var name = Reference.Parse(options.Text("ref")) is { Digest.IsEmpty: false } exact ? exact : Reference.Parse(options.Text("ref")).WithDefaultTag();
        var registry = options.Switch("registry.insecure")
            ? new RegistryClient(host.Registry.Options with { Insecure = [.. host.Registry.Options.Insecure, name.Domain] })
            : host.Registry;
        return new RegistryPlace(registry, name, await SessionLogins.OfAsync(session, name, cancellation));
    }

    private static GantryException NoSession() => new(ErrorKind.Invalid, "local cache exporter/importer requires session");
}
