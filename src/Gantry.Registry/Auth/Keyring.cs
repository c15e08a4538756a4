using System.Text.Json;

using Gantry.Oci.References;

namespace Gantry.Registry.Auth;

/// <summary>Credentials for several registries, by the names clients know these by.</summary>
public sealed class Keyring
{
    private static readonly string[] HubNames = ["https://index.docker.io/v1/", "docker.io", "index.docker.io"];

    private readonly Dictionary<string, RegistryCredentials> _byName = new(StringComparer.Ordinal);

    /// <summary>Nobody anywhere.</summary>
    public static Keyring Empty { get; } = new();

    /// <summary>Reads the header <c>X-Registry-Config</c>: an object of names and credentials, JSON in base 64 for URLs. As under Docker, one that cannot
    /// be read is none: the registry that wants a credential then says so.</summary>
    /// <param name="header">The header; empty means nobody anywhere.</param>
    public static Keyring Decode(string? header)
    {
        var keyring = new Keyring();
        if (string.IsNullOrEmpty(header)) return keyring;
        try
        {
            using var document = RegistryCredentials.Parse(header);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return keyring;
            foreach (var entry in document.RootElement.EnumerateObject()) keyring._byName[entry.Name] = RegistryCredentials.Read(entry.Value);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
        }

        return keyring;
    }

    /// <summary>Who asks a registry.</summary>
    /// <param name="domain">The registry, as images' names have it.</param>
    public RegistryCredentials For(string domain)
    {
        string[] names = domain == Reference.DefaultDomain ? HubNames : [domain, $"https://{domain}", $"http://{domain}"];
        return names.Select(name => _byName.GetValueOrDefault(name)).FirstOrDefault(c => c is not null) ?? RegistryCredentials.None;
    }
}
