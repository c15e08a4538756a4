using System.Text;
using System.Text.Json;

using Gantry.Cli.CommandLine;
using Gantry.Compose.Model;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Compose.Requests;

/// <summary>The security options of a service, with seccomp profiles read from their files.</summary>
/// <param name="Options">The options as the engine takes them.</param>
/// <param name="ShowsSystemPaths">Whether nothing of the kernel's is hidden.</param>
internal sealed record SecurityProfile(IReadOnlyList<string> Options, bool ShowsSystemPaths)
{
    /// <exception cref="CliException">An option is malformed, or a profile cannot be read.</exception>
    public static SecurityProfile Of(Project project, IReadOnlyList<string> options)
    {
        var parsed = new List<string>();
        var shows = false;
        foreach (var option in options)
        {
            if (option == "systempaths=unconfined")
                shows = true;
            else
                parsed.Add(Parse(project, option));
        }

        return new SecurityProfile(parsed, shows);
    }

    private static string Parse(Project project, string option)
    {
        var cut = option.IndexOf('=') is >= 0 and var equals ? equals : option.IndexOf(':');
        if (cut < 0)
            return option == "no-new-privileges" ? option : throw new CliException($"invalid security-opt: \"{option}\"");
        var (name, value) = (option[..cut], option[(cut + 1)..]);
        if (name != "seccomp" || value is "unconfined" or "builtin")
            return option;
        try
        {
            using var profile = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(project.WorkingDirectory, value)));
            using var compact = new MemoryStream();
            using (var writer = new Utf8JsonWriter(compact))
                profile.WriteTo(writer);
            return $"seccomp={Encoding.UTF8.GetString(compact.ToArray())}";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"opening seccomp profile ({value}) failed: {SystemFault.Of("open", Path.Combine(project.WorkingDirectory, value), fault)}");
        }
        catch (JsonException fault)
        {
            throw new CliException($"compacting json for seccomp profile ({value}) failed: {fault.Message}");
        }
    }
}
