using System.Globalization;

using Gantry.Oci.Text;

namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>Reads <c>RUN --mount</c>: fields <c>key=value</c>, separated by commas. Variables may stand in the values, so most can be looked at only when they are expanded.</summary>
internal static class RunMountReader
{
    private static readonly string[] Keys =
    [
        "type", "from", "source", "target", "readonly", "id", "sharing", "required", "size", "mode", "uid", "gid", "src", "dst", "destination", "ro", "rw", "readwrite", "env",
    ];

    private static readonly string[] Kinds = ["bind", "cache", "tmpfs", "secret", "ssh"];
    private static readonly string[] Sharings = ["shared", "private", "locked"];

    /// <summary>Reads what must be known before variables are expanded: what the instruction depends on.</summary>
    /// <exception cref="DockerfileException">The fields can't be told apart, or <c>from</c> has a variable.</exception>
    public static RunMount ReadFrom(string text)
    {
        var mount = new RunMount(RunMountKind.Bind);
        foreach (var (_, key, value) in CommaFields.Read(text, "mounts"))
        {
            if (key != "from" || value is null) continue;
            var dollar = value.IndexOf('$', StringComparison.Ordinal);
            if (dollar >= 0 && dollar != value.Length - 1) throw new DockerfileException("'from' doesn't support variable expansion, define alias stage instead");
            mount = mount with { From = value.Length == 0 ? null : value };
        }

        return mount;
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="DockerfileException">It is wrong. It names no lines.</exception>
    public static RunMount Read(string text, Func<string, string> expand)
    {
        var mount = new RunMount(RunMountKind.Bind);
        bool? readOnly = null;
        foreach (var written in CommaFields.Read(text, "mounts"))
        {
            var field = written.Value is null ? written : written with { Value = expand(written.Value) };
            switch (field.Key)
            {
                case "readonly" or "ro": readOnly = field.Value is null || field.Flag(); continue;
                case "readwrite" or "rw": readOnly = field.Value is not null && !field.Flag(); continue;
                case "required" when mount.Kind is not (RunMountKind.Secret or RunMountKind.Ssh): throw Unexpected(field, mount);
                case "required": mount = mount with { Required = field.Value is null || field.Flag() }; continue;
            }

            if (field.Value is not { } value) throw new DockerfileException($"invalid field '{field.Text}' must be a key=value pair");
            var given = value.Length == 0 ? null : value;
            mount = field.Key switch
            {
                "type" => mount with { Kind = (RunMountKind)Choice(value, Kinds, "unsupported mount type") },
                "from" => mount with { From = given },
                "source" or "src" => mount with { Source = given },
                "target" or "dst" or "destination" => mount with { Target = given },
                "size" when mount.Kind != RunMountKind.Tmpfs => throw Unexpected(field, mount),
                "size" => mount with { Size = ByteCount.TryParse(value) ?? throw new DockerfileException($"invalid value for size: {value}") },
                "id" => mount with { Id = given },
                "sharing" => mount with { Sharing = (CacheSharing)Choice(value, Sharings, "unsupported sharing value") },
                "mode" => mount with { Mode = Mode(value) },
                "uid" => mount with { UserId = Number(field) },
                "gid" => mount with { GroupId = Number(field) },
                "env" => mount with { EnvironmentVariable = value },
                _ => throw new DockerfileException($"unexpected key '{field.Key}' in '{field.Text}'{Suggestion.Remark(field.Key, Keys)}"),
            };
        }

        CheckTogether(mount);
        return mount with { ReadOnly = readOnly ?? mount.Kind is not (RunMountKind.Cache or RunMountKind.Tmpfs) };
    }

    private static void CheckTogether(RunMount mount)
    {
        var kind = Kinds[(int)mount.Kind];
        if (mount.Kind is RunMountKind.Bind or RunMountKind.Tmpfs)
        {
            if (mount.Mode is not null) throw new DockerfileException($"mode not allowed for \"{kind}\" type mounts");
            if (mount.UserId is not null) throw new DockerfileException($"uid not allowed for \"{kind}\" type mounts");
            if (mount.GroupId is not null) throw new DockerfileException($"gid not allowed for \"{kind}\" type mounts");
        }

        if (mount.Kind == RunMountKind.Secret)
        {
            if (mount.From is not null) throw new DockerfileException("secret mount should not have a from");
            if (mount.Sharing is not null) throw new DockerfileException("secret mount should not define sharing");
            if (mount is { Source: null, Target: null, Id: null }) throw new DockerfileException("invalid secret mount. one of source, target required");
            if (mount is { Source: not null, Id: not null }) throw new DockerfileException("both source and id can't be set");
        }

        if (mount.Sharing is not null && mount.Kind != RunMountKind.Cache) throw new DockerfileException($"invalid cache sharing set for {kind} mount");
    }

    private static int Choice(string value, string[] choices, string fault) => Array.IndexOf(choices, value.ToLowerInvariant()) is var index and >= 0
        ? index
        : throw new DockerfileException($"{fault} {GoQuote.Of(value)}{Suggestion.Remark(value, choices)}");

    private static long Number(CommaField field) => uint.TryParse(field.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new DockerfileException($"invalid value {field.Value} for {field.Key}");

    private static int Mode(string value)
    {
        if (value.Length == 0 || value.AsSpan().ContainsAnyExceptInRange('0', '7')) throw new DockerfileException($"invalid value {value} for mode");
        var digits = value.TrimStart('0');
        return digits.Length <= 10 && Convert.ToInt64("0" + digits, 8) is var mode and <= int.MaxValue ? (int)mode : throw new DockerfileException($"invalid value {value} for mode");
    }

    private static DockerfileException Unexpected(CommaField field, RunMount mount) => new($"unexpected key '{field.Key}' for mount type '{Kinds[(int)mount.Kind]}'");
}
