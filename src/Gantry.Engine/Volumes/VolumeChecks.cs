using System.Text.RegularExpressions;

using Gantry.Oci.Errors;

namespace Gantry.Engine.Volumes;

/// <summary>Checks what users ask of volumes, with Docker's words for what is wrong.</summary>
internal static partial class VolumeChecks
{
    private static readonly string[] Known = ["type", "o", "device", "size"];

    public static void Check(VolumeRequest request)
    {
        if (request.Name.Length > 0)
            CheckName(request.Name);
        var options = request.Options ?? [];
        foreach (var option in options.Keys)
        {
            if (!Known.Contains(option))
                throw Wrong(request, $"invalid option: \"{option}\"");
        }

        if (options.ContainsKey("size"))
            throw Wrong(request, "quota size requested but no quota support");
        if (options.GetValueOrDefault("type") == "cifs" && options.GetValueOrDefault("device") is ['/', '/', .. var share] && share.Split('/')[0].Contains(':', StringComparison.Ordinal))
            throw Wrong(request, "port not allowed in CIFS device URL, include 'port' in 'o='");
        foreach (var (option, needed) in (ReadOnlySpan<(string, string)>)[("device", "type"), ("type", "device"), ("o", "device"), ("o", "type")])
        {
            if (options.ContainsKey(option) && !options.ContainsKey(needed))
                throw Wrong(request, $"missing required option: \"{needed}\"");
        }
    }

    public static void CheckName(string name)
    {
        if (name.Length == 1)
            throw new GantryException(ErrorKind.Invalid, $"create {name}: volume name is too short, names should be at least two alphanumeric characters");
        if (!Name().IsMatch(name))
            throw new GantryException(ErrorKind.Invalid, $"create {name}: \"{name}\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path");
    }

    private static GantryException Wrong(VolumeRequest request, string why) => new(ErrorKind.Invalid, $"create {request.Name}: {why}");

    [GeneratedRegex(@"^[a-zA-Z0-9][a-zA-Z0-9_.-]+\z")]
    private static partial Regex Name();
}
