using System.Globalization;

using Gantry.Oci.Errors;

namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>Reads <c>RUN --mount</c>: fields <c>key=value</c>, separated by commas. Variables may stand in the values, so most is checked only after they are expanded.</summary>
internal static class RunMountReader
{
    private static readonly string[] Keys =
        ["type", "from", "source", "target", "readonly", "id", "sharing", "required", "size", "mode", "uid", "gid", "src", "dst", "destination", "ro", "rw", "readwrite", "env"];

    private static readonly string[] Kinds = ["bind", "cache", "tmpfs", "secret", "ssh"];
    private static readonly string[] Sharings = ["shared", "private", "locked"];

    /// <summary>Finds what is wrong whatever the variables are.</summary>
    /// <exception cref="GantryException">Invalid, in BuildKit's words.</exception>
    public static void Check(string text)
    {
        foreach (var (key, value) in Fields(text))
        {
            if (key == "from" && value?.IndexOf('$', StringComparison.Ordinal) is { } at and >= 0 && at != value.Length - 1)
                throw Fault($"'{key}' doesn't support variable expansion, define alias stage instead");
        }

        if (!text.Contains('$', StringComparison.Ordinal)) Read(text, v => v);
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="GantryException">Invalid, in BuildKit's words.</exception>
    public static RunMount Read(string text, Func<string, string> expand)
    {
        var mount = new RunMount(RunMountKind.Bind);
        bool? readOnly = null;
        foreach (var (key, written) in Fields(text))
        {
            if (written is null)
            {
                switch (key)
                {
                    case "readonly" or "ro": readOnly = true; continue;
                    case "readwrite" or "rw": readOnly = false; continue;
                    case "required": mount = Required(mount, true); continue;
                    default: throw Fault($"invalid field '{key}' must be a key=value pair");
                }
            }

            var value = expand(written);
            switch (key)
            {
                case "type": mount = mount with { Kind = Kind(value) }; break;
                case "from": mount = mount with { From = value }; break;
                case "source" or "src": mount = mount with { Source = value }; break;
                case "target" or "dst" or "destination": mount = mount with { Target = value }; break;
                case "readonly" or "ro": readOnly = Flag(key, value); break;
                case "readwrite" or "rw": readOnly = !Flag(key, value); break;
                case "required": mount = Required(mount, Flag(key, value)); break;
                case "size": mount = mount.Kind == RunMountKind.Tmpfs ? mount with { Size = Size(key, value) } : throw Unexpected(key, mount); break;
                case "id": mount = mount with { Id = value }; break;
                case "sharing": mount = mount with { Sharing = Sharing(value) }; break;
                case "mode": mount = mount with { Mode = Mode(value) }; break;
                case "uid": mount = mount with { UserId = Number(key, value) }; break;
                case "gid": mount = mount with { GroupId = Number(key, value) }; break;
                case "env": mount = mount with { EnvironmentVariable = value }; break;
                default: throw Fault($"unexpected key '{key}' in '{key}={written}'{Suggestion.For(key, Keys, ignoreCase: true)}");
            }
        }

        CheckTogether(mount);
        return mount with { ReadOnly = readOnly ?? mount.Kind is not (RunMountKind.Cache or RunMountKind.Tmpfs) };
    }

    private static void CheckTogether(RunMount mount)
    {
        var kind = mount.Kind.ToString().ToLowerInvariant();
        if (mount.Kind is RunMountKind.Bind or RunMountKind.Tmpfs)
        {
            if (mount.Mode is not null) throw Fault($"mode not allowed for \"{kind}\" type mounts");
            if (mount.UserId is not null) throw Fault($"uid not allowed for \"{kind}\" type mounts");
            if (mount.GroupId is not null) throw Fault($"gid not allowed for \"{kind}\" type mounts");
        }

        if (mount.Kind == RunMountKind.Secret)
        {
            if (!string.IsNullOrEmpty(mount.From)) throw Fault("secret mount should not have a from");
            if (mount.Sharing is not null) throw Fault("secret mount should not define sharing");
            if (string.IsNullOrEmpty(mount.Source) && string.IsNullOrEmpty(mount.Target) && string.IsNullOrEmpty(mount.Id)) throw Fault("invalid secret mount. one of source, target required");
            if (!string.IsNullOrEmpty(mount.Source) && !string.IsNullOrEmpty(mount.Id)) throw Fault("both source and id can't be set");
        }

        if (mount.Sharing is not null && mount.Kind != RunMountKind.Cache) throw Fault($"invalid cache sharing set for {kind} mount");
    }

    /// <summary>Fields as a line of CSV has them; a key is in lower case.</summary>
    private static IEnumerable<(string Key, string? Value)> Fields(string text)
    {
        var field = new System.Text.StringBuilder();
        var isQuoted = false;
        for (var at = 0; at <= text.Length; at++)
        {
            if (at < text.Length && (text[at] != ',' || isQuoted))
            {
                if (text[at] == '"') isQuoted = !isQuoted;
                else field.Append(text[at]);
                continue;
            }

            var whole = field.ToString();
            field.Clear();
            var equals = whole.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0 ? (whole.ToLowerInvariant(), null) : (whole[..equals].ToLowerInvariant(), whole[(equals + 1)..]);
        }
    }

    private static RunMount Required(RunMount mount, bool value) =>
        mount.Kind is RunMountKind.Secret or RunMountKind.Ssh ? mount with { Required = value } : throw Unexpected("required", mount);

    private static RunMountKind Kind(string value) => Array.IndexOf(Kinds, value.ToLowerInvariant()) is var index and >= 0
        ? (RunMountKind)index
        : throw Fault($"unsupported mount type \"{value}\"{Suggestion.For(value, Kinds, ignoreCase: true)}");

    private static CacheSharing Sharing(string value) => Array.IndexOf(Sharings, value.ToLowerInvariant()) is var index and >= 0
        ? (CacheSharing)index
        : throw Fault($"unsupported sharing value \"{value}\"{Suggestion.For(value, Sharings, ignoreCase: true)}");

    private static bool Flag(string key, string value) => value switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw Fault($"invalid value for {key}: {value}"),
    };

    private static long Number(string key, string value) =>
        uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Fault($"invalid value {value} for {key}");

    private static int Mode(string value) =>
        value.Length is > 0 and < 11 && !value.AsSpan().ContainsAnyExceptInRange('0', '7') ? (int)Convert.ToUInt32(value, 8) : throw Fault($"invalid value {value} for mode");

    private static long Size(string key, string value)
    {
        var digits = value.TrimEnd('b', 'B', 'i', 'k', 'K', 'm', 'M', 'g', 'G', 't', 'T');
        var unit = value[digits.Length..].TrimEnd('b', 'B', 'i').ToLowerInvariant();
        var shift = unit switch { "" => 0, "k" => 10, "m" => 20, "g" => 30, "t" => 40, _ => -1 };
        return shift >= 0 && decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1_000_000_000_000
            ? (long)(number * (1L << shift))
            : throw Fault($"invalid value for {key}: {value}");
    }

    private static GantryException Unexpected(string key, RunMount mount) => Fault($"unexpected key '{key}' for mount type '{mount.Kind.ToString().ToLowerInvariant()}'");

    private static GantryException Fault(string message) => new(ErrorKind.Invalid, message);
}
