using System.Globalization;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Oci.Text;

namespace Gantry.Cli.Containers;

/// <summary>The value of <c>--mount</c>: comma-separated <c>key=value</c> fields.</summary>
internal static class MountSpec
{
    public static MountSettings Parse(string text)
    {
        var mount = new MountSettings();
        foreach (var field in CsvFields.Split(text))
        {
            var cut = field.IndexOf('=');
            var key = (cut < 0 ? field : field[..cut]).ToLowerInvariant();
            var value = cut < 0 ? null : field[(cut + 1)..];
            Apply(mount, key, value, field);
        }

        if (mount.Type.Length == 0)
            throw new FormatException("type is required");
        if (mount.Target is null)
            throw new FormatException("target is required");
        Check(mount);
        return mount;
    }

    private static void Apply(MountSettings mount, string key, string? value, string field)
    {
        switch (key)
        {
            case "readonly" or "ro":
                mount.ReadOnly = Truth(key, value);
                return;
            case "volume-nocopy":
                Volume(mount).NoCopy = Truth(key, value);
                return;
            case "bind-nonrecursive":
                Bind(mount).NonRecursive = Truth(key, value);
                return;
            case "bind-create-src":
                Bind(mount).CreateMountpoint = Truth(key, value);
                return;
        }

        if (value is null)
            throw new FormatException($"invalid field '{field}' must be a key=value pair");
        switch (key)
        {
            case "type":
                mount.Type = value.ToLowerInvariant();
                break;
            case "source" or "src":
                mount.Source = value.StartsWith("./", StringComparison.Ordinal) || value is "." ? Path.GetFullPath(value) : value;
                break;
            case "target" or "dst" or "destination":
                mount.Target = value;
                break;
            case "consistency":
                mount.Consistency = value.ToLowerInvariant();
                break;
            case "bind-propagation":
                Bind(mount).Propagation = value.ToLowerInvariant();
                break;
            case "bind-recursive":
                Recurse(mount, value);
                break;
            case "volume-subpath":
                Volume(mount).Subpath = value;
                break;
            case "volume-label":
                Add(Volume(mount).Labels ??= [], value);
                break;
            case "volume-driver":
                (Volume(mount).DriverConfig ??= new VolumeDriverSettings()).Name = value;
                break;
            case "volume-opt":
                Add((Volume(mount).DriverConfig ??= new VolumeDriverSettings()).Options ??= [], value);
                break;
            case "image-subpath":
                (mount.ImageOptions ??= new ImageMountSettings()).Subpath = value;
                break;
            case "tmpfs-size":
                (mount.TmpfsOptions ??= new TmpfsSettings()).SizeBytes = Size(key, value);
                break;
            case "tmpfs-mode":
                (mount.TmpfsOptions ??= new TmpfsSettings()).Mode = Octal(key, value);
                break;
            default:
                throw new FormatException($"unexpected key '{key}' in '{field}'");
        }
    }

    /// <summary>Options of one type of mount do not go with another.</summary>
    private static void Check(MountSettings mount)
    {
        if (mount.BindOptions is { ReadOnlyForceRecursive: true })
        {
            if (!mount.ReadOnly)
                throw new FormatException("option 'bind-recursive=readonly' requires 'readonly' to be specified in conjunction");
            if (mount.BindOptions.Propagation != "rprivate")
                throw new FormatException("option 'bind-recursive=readonly' requires 'bind-propagation=rprivate' to be specified in conjunction");
        }

        if (mount.BindOptions is { ReadOnlyNonRecursive: true } && !mount.ReadOnly)
            throw new FormatException("option 'bind-recursive=writable' requires 'readonly' to be specified in conjunction");
        var stray = mount.VolumeOptions is not null && mount.Type != "volume" ? "volume-*"
            : mount.ImageOptions is not null && mount.Type != "image" ? "image-*"
            : mount.BindOptions is not null && mount.Type != "bind" ? "bind-*"
            : mount.TmpfsOptions is not null && mount.Type != "tmpfs" ? "tmpfs-*" : null;
        if (stray is not null)
            throw new FormatException($"cannot mix '{stray}' options with mount type '{mount.Type}'");
    }

    private static void Recurse(MountSettings mount, string value)
    {
        switch (value)
        {
            case "enabled":
                break;
            case "disabled":
                Bind(mount).NonRecursive = true;
                break;
            case "writable":
                Bind(mount).ReadOnlyNonRecursive = true;
                break;
            case "readonly":
                Bind(mount).ReadOnlyForceRecursive = true;
                break;
            default:
                throw new FormatException($"invalid value for bind-recursive: {value} (must be \"enabled\", \"disabled\", \"writable\", or \"readonly\")");
        }
    }

    private static BindSettings Bind(MountSettings mount) => mount.BindOptions ??= new BindSettings();

    private static VolumeSettings Volume(MountSettings mount) => mount.VolumeOptions ??= new VolumeSettings();

    private static void Add(SortedDictionary<string, string> map, string word)
    {
        var cut = word.IndexOf('=');
        map[cut < 0 ? word : word[..cut]] = cut < 0 ? "" : word[(cut + 1)..];
    }

    private static bool Truth(string key, string? value) => value switch
    {
        null or "1" or "true" => true,
        "0" or "false" => false,
        _ => throw new FormatException($"invalid value for {key}: {value}"),
    };

    private static long Size(string key, string value)
    {
        try
        {
            return ByteSize.Parse(value);
        }
        catch (FormatException)
        {
            throw new FormatException($"invalid value for {key}: {value}");
        }
    }

    private static uint Octal(string key, string value)
    {
        uint mode = 0;
        foreach (var digit in value)
            mode = digit is >= '0' and <= '7' ? (mode * 8) + (uint)(digit - '0') : throw new FormatException($"invalid value for {key}: {value}");
        return value.Length > 0 ? mode : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"invalid value for {key}: {value}"));
    }
}
