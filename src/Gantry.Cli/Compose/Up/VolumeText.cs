using Gantry.Cli.CommandLine;
using Gantry.Compose.Model;

namespace Gantry.Cli.Compose.Up;

/// <summary>Reads a volume as it is written on a command line: <c>[SOURCE:]TARGET[:OPTIONS]</c>.</summary>
internal static class VolumeText
{
    /// <exception cref="CliException">It is malformed.</exception>
    public static ServiceVolume Parse(string text)
    {
        var parts = text.Split(':');
        if (parts.Length > 3 || parts.Any(part => part.Length == 0))
            throw new CliException($"invalid spec: {text}: {(text.Length == 0 ? "empty volume spec" : parts.Length > 3 ? "too many colons" : "empty section between colons")}");
        if (parts is [var target])
            return new ServiceVolume { Type = "volume", Target = target };
        var options = parts.Length == 3 ? parts[2].Split(',') : [];
        var isPath = parts[0][0] is '/' or '.' or '~';
        var source = parts[0].StartsWith('~') ? Environment.GetEnvironmentVariable("HOME") + parts[0][1..] : parts[0];
        return new ServiceVolume
        {
            Type = isPath ? "bind" : "volume",
            Source = isPath ? Path.GetFullPath(source) : source,
            Target = parts[1],
            ReadOnly = options.Contains("ro"),
            Bind = isPath
                ? new ServiceVolumeBind
                {
                    CreateHostPath = true,
                    SELinux = options.FirstOrDefault(option => option is "z" or "Z"),
                    Propagation = options.FirstOrDefault(option => option is "private" or "rprivate" or "shared" or "rshared" or "slave" or "rslave"),
                }
                : null,
            Volume = isPath ? null : new ServiceVolumeVolume { NoCopy = options.Contains("nocopy") },
        };
    }
}
