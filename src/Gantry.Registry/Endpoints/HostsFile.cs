using Gantry.Oci.Errors;
using Gantry.Oci.References;

using Tomlyn;
using Tomlyn.Model;
using Tomlyn.Serialization;

namespace Gantry.Registry.Endpoints;

/// <summary>Reads <c>hosts.toml</c>, in which an operator says where a registry's images are to be had (containerd's format, "Registry Configuration"): hosts in
/// the order they are asked, and the registry itself after them.</summary>
internal static class HostsFile
{
    private const string FileName = "hosts.toml";
    private const string AnyRegistry = "_default";

    /// <summary>The addresses the first file for a registry names; null where there is none.</summary>
    /// <param name="folders">Directories with a folder for each registry: "HOST:PORT", "HOST_PORT_", or "_default" for all others.</param>
    /// <param name="domain">The registry, as images' names have it.</param>
    /// <param name="own">The addresses its name means.</param>
    /// <exception cref="GantryException">Invalid: the file is not right.</exception>
    public static IReadOnlyList<RegistryEndpoint>? Read(IReadOnlyList<string> folders, string domain, Func<IReadOnlyList<RegistryEndpoint>> own)
    {
        var underscored = domain.Contains(':', StringComparison.Ordinal) ? domain.Replace(':', '_') + "_" : domain;
        foreach (var name in new[] { domain, underscored, AnyRegistry }.Distinct())
        {
            foreach (var path in folders.Select(folder => Path.Combine(folder, name, FileName)))
                if (File.Exists(path)) return new Reading(path, domain).Run(own);
        }

        return null;
    }

    private sealed class Reading(string path, string domain)
    {
        public IReadOnlyList<RegistryEndpoint> Run(Func<IReadOnlyList<RegistryEndpoint>> own)
        {
            var file = Parse();
            var found = new List<RegistryEndpoint>();
            if (file.TryGetValue("host", out var hosts))
                foreach (var (address, settings) in Table(hosts, "host")) found.Add(Endpoint(address, Table(settings, $"host.\"{address}\""), isMirror: true));
            if (file.TryGetValue("server", out var server)) found.Add(Endpoint(Text(server, "server"), file, isMirror: false));
            else found.AddRange(own());
            return found;
        }

        private TomlTable Parse()
        {
            try
            {
                return TomlSerializer.Deserialize(File.ReadAllText(path), HostsToml.Default.TomlTable) ?? [];
            }
            catch (TomlException e)
            {
                throw Invalid((e.InnerException ?? e).Message);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Invalid(e.Message);
            }
        }

        private RegistryEndpoint Endpoint(string address, TomlTable settings, bool isMirror)
        {
            var text = address.Contains("://", StringComparison.Ordinal) ? address : $"https://{address}";
            if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
                throw Invalid($"\"{address}\" is no address of a host");
            var isHub = uri.Host == Reference.DefaultDomain; // where Docker's registry has no API
            if (isHub) uri = new UriBuilder(uri) { Host = "registry-1.docker.io" }.Uri;
            var place = uri.AbsolutePath.Trim('/');
            if (!Flag(settings, "override_path") && place != "v2" && !place.EndsWith("/v2", StringComparison.Ordinal)) place = $"{place}/v2".TrimStart('/');
            var endpoint = new RegistryEndpoint(new Uri(uri.GetLeftPart(UriPartial.Authority) + "/"), uri.Scheme == "https" && !Flag(settings, "skip_verify"), isMirror)
            {
                Root = place.Length == 0 ? "" : place + "/",
                Namespace = isMirror ? domain : null,
                Certificates = new HostCertificates([.. Texts(settings, "ca").Select(Full)], Clients(settings)),
                Headers = Headers(settings),
            };
            // A host that nothing is said of is good for everything.
            return endpoint with { Capabilities = settings.ContainsKey("capabilities") ? Capabilities(settings) : HostCapabilities.All };
        }

        private HostCapabilities Capabilities(TomlTable settings) => Texts(settings, "capabilities").Aggregate(HostCapabilities.None, (all, one) => all | one switch
        {
            "pull" => HostCapabilities.Pull,
            "resolve" => HostCapabilities.Resolve,
            "push" => HostCapabilities.Push,
            _ => throw Invalid($"unknown capability \"{one}\": pull, resolve or push"),
        });

        /// <summary>A file with both, a list of such files, or a list of pairs.</summary>
        private List<(string Certificate, string? Key)> Clients(TomlTable settings)
        {
            if (!settings.TryGetValue("client", out var value)) return [];
            if (value is string one) return [(Full(one), null)];
            return [.. (value as TomlArray ?? throw Wrong("client")).Select(entry => entry switch
            {
                string file => (Full(file), (string?)null),
                TomlArray { Count: 1 } single => (Full(Text(single[0], "client")), null),
                TomlArray { Count: 2 } pair => (Full(Text(pair[0], "client")), Text(pair[1], "client") is { Length: > 0 } key ? Full(key) : null),
                _ => throw Wrong("client"),
            })];
        }

        private List<KeyValuePair<string, string>> Headers(TomlTable settings)
        {
            if (!settings.TryGetValue("header", out var value)) return [];
            var table = Table(value, "header");
            return [.. from name in table.Keys from text in Texts(table, name) select KeyValuePair.Create(name, text)];
        }

        private IReadOnlyList<string> Texts(TomlTable table, string name) => !table.TryGetValue(name, out var value) ? [] : value switch
        {
            string one => [one],
            TomlArray list => [.. list.Select(v => Text(v, name))],
            _ => throw Wrong(name),
        };

        private bool Flag(TomlTable table, string name) => table.TryGetValue(name, out var value) && (value as bool? ?? throw Wrong(name));

        private TomlTable Table(object value, string name) => value as TomlTable ?? throw Wrong(name);

        private string Text(object? value, string name) => value as string ?? throw Wrong(name);

        private string Full(string file) => Path.GetFullPath(file, Path.GetDirectoryName(path)!);

        private GantryException Wrong(string name) => Invalid($"\"{name}\" has a value of the wrong kind");

        private GantryException Invalid(string message) => new(ErrorKind.Invalid, $"cannot use {path}: {message}");
    }
}

/// <summary>Reads any file of TOML.</summary>
[TomlSerializable(typeof(TomlTable))]
internal sealed partial class HostsToml : TomlSerializerContext;
