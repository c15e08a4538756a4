using Gantry.Oci.References;

namespace Gantry.Cli.Settings.Credentials;

/// <summary>The names registries have among credentials.</summary>
internal static class RegistryName
{
    /// <summary>The name of Docker's own registry, an address from when it was the only one.</summary>
    public const string Hub = "https://index.docker.io/v1/";

    /// <summary>The registry an image comes from.</summary>
    public static string Of(Reference image) => image.Domain == Reference.DefaultDomain ? Hub : image.Domain;

    /// <summary>The registry a user typed.</summary>
    public static string Of(string typed) => typed is "docker.io" or "index.docker.io" or Hub ? Hub : HostOf(typed);

    /// <summary>The host of an address; a host alone is one.</summary>
    public static string HostOf(string address)
    {
        var start = address.StartsWith("https://", StringComparison.Ordinal) ? "https://".Length : address.StartsWith("http://", StringComparison.Ordinal) ? "http://".Length : 0;
        return address[start..].Split('/')[0];
    }
}
