using System.Text.Json;
using System.Text.RegularExpressions;

using Gantry.Oci.Errors;

namespace Gantry.Engine.Devices;

/// <summary>The devices vendors describe in specification files, <c>*.json</c> and <c>*.yaml</c>. The files are read when a device is asked for;
/// those of a later directory win, and one that two files of a directory describe is nobody's.</summary>
internal sealed partial class CdiRegistry(IReadOnlyList<string> directories)
{
    private static readonly Version Gids = new(0, 7, 0);

    /// <summary>Qualified names of all devices, sorted.</summary>
    public IReadOnlyList<string> Names => [.. Read().Keys];

    /// <summary>The edits that bring devices into a container: of each file its common ones once, before those of its first device.</summary>
    /// <exception cref="GantryException">Invalid: a device is not there; the text is Docker's.</exception>
    public IReadOnlyList<CdiEdits> Edits(IReadOnlyList<string> names)
    {
        var known = Read();
        if (names.Where(n => !known.ContainsKey(n)).ToList() is { Count: > 0 } missing)
            throw new GantryException(ErrorKind.Invalid, $"CDI device injection failed: unresolvable CDI devices {string.Join(", ", missing)}");
        var edits = new List<CdiEdits>();
        var files = new HashSet<CdiSpec>(ReferenceEqualityComparer.Instance);
        foreach (var (spec, device) in names.Select(n => known[n]))
        {
            if (files.Add(spec) && spec.ContainerEdits is { } common)
                edits.Add(common);
            edits.Add(device.ContainerEdits);
        }

        return edits;
    }

    private SortedDictionary<string, (CdiSpec Spec, CdiDevice Device)> Read()
    {
        var devices = new SortedDictionary<string, (CdiSpec, CdiDevice)>(StringComparer.Ordinal);
        foreach (var directory in directories.Where(Directory.Exists))
        {
            var here = new HashSet<string>(StringComparer.Ordinal);
            var conflicting = new HashSet<string>(StringComparer.Ordinal);
            foreach (var file in Directory.EnumerateFiles(directory).Where(f => Path.GetExtension(f) is ".json" or ".yaml").Order(StringComparer.Ordinal))
            {
                if (TryRead(file) is not { } spec)
                    continue;
                foreach (var device in spec.Devices)
                {
                    var name = $"{spec.Kind}={device.Name}";
                    if (!here.Add(name))
                        conflicting.Add(name);
                    devices[name] = (spec, device);
                }
            }

            foreach (var name in conflicting)
                devices.Remove(name);
        }

        return devices;
    }

    /// <summary>A specification; null for a file that holds none: it must not keep other vendors' devices away.</summary>
    private static CdiSpec? TryRead(string file)
    {
        try
        {
            var bytes = Path.GetExtension(file) == ".yaml" ? YamlText.ToJson(File.ReadAllText(file)) : File.ReadAllBytes(file);
            return JsonSerializer.Deserialize(bytes, CdiJson.Default.CdiSpec) is { } spec && IsValid(spec) ? spec : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or FormatException)
        {
            return null;
        }
    }

    private static bool IsValid(CdiSpec spec)
    {
        if (!Version.TryParse(spec.CdiVersion.TrimStart('v'), out var version) || !Kind().IsMatch(spec.Kind) || spec.Devices.Count == 0)
            return false;
        if (version < Gids && spec.Devices.Select(d => d.ContainerEdits).Append(spec.ContainerEdits).Any(e => e?.AdditionalGids is { Count: > 0 }))
            return false;
        return spec.Devices.All(d => Name().IsMatch(d.Name)) && spec.Devices.DistinctBy(d => d.Name).Count() == spec.Devices.Count;
    }

    [GeneratedRegex("^[A-Za-z]([A-Za-z0-9_.-]*[A-Za-z0-9])?/[A-Za-z]([A-Za-z0-9_-]*[A-Za-z0-9])?\\z")]
    private static partial Regex Kind();

    [GeneratedRegex("^[A-Za-z0-9]([A-Za-z0-9_.:-]*[A-Za-z0-9])?\\z")]
    private static partial Regex Name();
}
