using System.Text.RegularExpressions;

using Gantry.Oci.Errors;

namespace Gantry.Network.Endpoints;

/// <summary>Driver options of an endpoint that are about its link inside, whatever the driver; with Docker's names and texts.</summary>
public static partial class InterfaceOptions
{
    private const string NameKey = "com.docker.network.endpoint.ifname";
    private const string SettingsKey = "com.docker.network.endpoint.sysctls";
    private const string Placeholder = ".IFNAME.";
    private const int LongestName = 15;

    /// <summary>The name the link is to have; null: the next of its kind.</summary>
    public static string? NameOf(IReadOnlyDictionary<string, string> options) => options.GetValueOrDefault(NameKey) is { Length: > 0 } name ? name : null;

    /// <summary>Refuses a name the kernel does not take.</summary>
    /// <param name="name">The name of the link inside.</param>
    /// <param name="source">Its other end, for the text.</param>
    /// <param name="others">The names that are taken.</param>
    /// <exception cref="GantryException">It is too long, or taken.</exception>
    public static void CheckName(string name, string source, IEnumerable<string> others)
    {
        var reason = name.Length > LongestName ? "numerical result out of range" : name == "lo" || others.Contains(name) ? "file exists" : null;
        if (reason is not null)
            throw new GantryException(ErrorKind.Internal, $"failed to add interface {source} to sandbox: error renaming interface \"{source}\" to \"{name}\": {reason}");
    }

    /// <summary>What is wrong with the kernel settings asked for.</summary>
    public static IEnumerable<string> Faults(IReadOnlyDictionary<string, string>? options) =>
        from setting in Settings(options)
        where !Setting().IsMatch(setting)
        select $"unrecognised network interface sysctl '{setting}'; represent 'net.X.Y.ethN.Z=V' as 'net.X.Y.IFNAME.Z=V', 'X' must be 'ipv4', 'ipv6' or 'mpls'";

    /// <summary>Makes the kernel settings of a link. The calling thread is in the sandbox's namespace.</summary>
    /// <exception cref="GantryException">There is no such setting, or it does not take the value.</exception>
    internal static void Apply(State.EndpointDocument endpoint)
    {
        foreach (var setting in Settings(endpoint.DriverOptions))
        {
            var (key, value) = setting.Split('=', 2) is [var left, var right] ? (left, right) : (setting, "");
            var at = key.IndexOf(Placeholder, StringComparison.OrdinalIgnoreCase);
            var path = $"/proc/sys/{key[..at].Replace('.', '/')}/{endpoint.Interface}/{key[(at + Placeholder.Length)..].Replace('.', '/')}";
            var source = endpoint.HostInterface.Length > 0 ? endpoint.HostInterface : endpoint.Interface;
            if (!File.Exists(path))
                throw new GantryException(ErrorKind.Internal, $"failed to add interface {source} to sandbox: {path} is not a sysctl file");
            try
            {
                File.WriteAllText(path, value);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new GantryException(ErrorKind.Internal, $"failed to add interface {source} to sandbox: unable to set {path} = {value}: {e.Message}", e);
            }
        }
    }

    private static string[] Settings(IReadOnlyDictionary<string, string>? options) =>
        options?.GetValueOrDefault(SettingsKey) is { Length: > 0 } text ? text.Split(',') : [];

    [GeneratedRegex(@"^net\.(ipv4|ipv6|mpls)\.\w+\.(?i:IFNAME)\.\w+=[^/]*$")]
    private static partial Regex Setting();
}
