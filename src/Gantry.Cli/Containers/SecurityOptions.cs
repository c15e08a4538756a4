using System.Text.Json;

using Gantry.Cli.CommandLine;
using Gantry.Oci.Errors;
using Gantry.Oci.Text;

namespace Gantry.Cli.Containers;

/// <summary>The values of <c>--security-opt</c>; a seccomp profile is read here, for the engine may be elsewhere.</summary>
internal sealed record SecurityOptions(IReadOnlyList<string>? Options, bool UnmaskedPaths)
{
    /// <exception cref="CliException">An option is malformed, or a profile cannot be read.</exception>
    public static SecurityOptions Parse(IReadOnlyList<string> words)
    {
        var options = new List<string>();
        var unmasked = false;
        foreach (var word in words)
        {
            if (word == "systempaths=unconfined")
            {
                unmasked = true;
                continue;
            }

            var cut = word.IndexOf('=') is >= 0 and var equals ? equals : word.IndexOf(':');
            if (cut < 0 && word != "no-new-privileges")
                throw new CliException($"Invalid --security-opt: \"{word}\"");
            var value = cut < 0 ? "" : word[(cut + 1)..];
            options.Add(cut > 0 && word[..cut] == "seccomp" && value is not ("unconfined" or "builtin") ? $"seccomp={Profile(value)}" : word);
        }

        return new SecurityOptions(options.Count > 0 ? options : null, unmasked);
    }

    private static string Profile(string path)
    {
        byte[] bytes = [];
        try
        {
            bytes = File.ReadAllBytes(path);
            using var profile = JsonDocument.Parse(bytes);
            using var compact = new MemoryStream();
            using (var writer = new Utf8JsonWriter(compact))
                profile.WriteTo(writer);
            return System.Text.Encoding.UTF8.GetString(compact.ToArray());
        }
        catch (JsonException fault)
        {
            throw new CliException($"compacting json for seccomp profile ({path}) failed: {JsonSyntax.Explain(bytes, fault)}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"opening seccomp profile ({path}) failed: {SystemFault.Of("open", path, fault)}");
        }
    }
}
