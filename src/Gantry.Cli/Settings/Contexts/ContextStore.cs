using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using Gantry.Cli.CommandLine;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Settings.Contexts;

/// <summary>The contexts of the user, in the files Docker's client keeps them in: a folder each, named by the digest of the context's name.</summary>
/// <param name="settings">The folder of the settings.</param>
internal sealed partial class ContextStore(string settings)
{
    /// <summary>The context of the flag <c>--host</c> and the environment, which is kept nowhere.</summary>
    public const string Default = "default";

    private const UnixFileMode Folder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private string Root => Path.Combine(Path.GetFullPath(settings), "contexts");

    /// <summary>Where a context's document lies.</summary>
    public string MetadataFolder(string name) => Path.Combine(Root, "meta", DigestOf(name));

    /// <summary>Where a context's certificates lie.</summary>
    public string TlsFolder(string name) => Path.Combine(Root, "tls", DigestOf(name));

    /// <summary>All that are kept, by name.</summary>
    public IReadOnlyList<EngineContext> All()
    {
        var folder = Path.Combine(Root, "meta");
        if (!Directory.Exists(folder))
            return [];
        return [.. Directory.EnumerateFiles(folder, "meta.json", SearchOption.AllDirectories).Select(Read).OrderBy(context => context.Name, Tables.NaturalOrder.Comparer)];
    }

    public bool Has(string name) => File.Exists(DocumentOf(name));

    /// <exception cref="CliException">There is none of this name.</exception>
    public EngineContext Find(string name) => Has(name)
        ? Read(DocumentOf(name))
        : throw new CliException($"context \"{name}\": context not found: open {DocumentOf(name)}: no such file or directory");

    /// <summary>Keeps a context under its name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="document">Its document.</param>
    /// <param name="certificates">Its certificates by the names of <see cref="EngineContext.TlsFiles"/>; null: those it has.</param>
    public void Save(string name, JsonObject document, IReadOnlyDictionary<string, byte[]>? certificates)
    {
        Write(DocumentOf(name), Encoding.UTF8.GetBytes(document.ToJsonString(ContextJson.Compact)), null);
        if (certificates is null)
            return;
        if (Directory.Exists(TlsFolder(name)))
            Directory.Delete(TlsFolder(name), recursive: true);
        foreach (var (file, bytes) in certificates)
            Write(Path.Combine(TlsFolder(name), "docker", file), bytes, Secret);
    }

    /// <summary>Forgets a context.</summary>
    public void Remove(string name)
    {
        foreach (var folder in new[] { TlsFolder(name), MetadataFolder(name) })
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Checks a name for a new context.</summary>
    /// <exception cref="CliException">It cannot be one.</exception>
    public static void CheckName(string name)
    {
        if (name.Length == 0)
            throw new CliException("context name cannot be empty");
        if (name == Default)
            throw new CliException($"\"{Default}\" is a reserved context name");
        if (!NamePattern().IsMatch(name))
            throw new CliException($"context name \"{name}\" is invalid, names are validated against regexp \"{NameRule}\"");
    }

    private const string NameRule = "^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$";

    [GeneratedRegex(NameRule)]
    private static partial Regex NamePattern();

    private string DocumentOf(string name) => Path.Combine(MetadataFolder(name), "meta.json");

    private EngineContext Read(string path)
    {
        try
        {
            if (JsonNode.Parse(File.ReadAllBytes(path)) is JsonObject document && document["Name"]?.GetValue<string>() is { } name)
                return new EngineContext(name, document, TlsFolder(name));
        }
        catch (JsonException fault)
        {
            throw new CliException($"parsing {path}: {fault.Message}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException(SystemFault.Of("open", path, fault));
        }

        throw new CliException($"parsing {path}: it names no context");
    }

    private static void Write(string path, byte[] bytes, UnixFileMode? mode)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, Folder);
        var partial = $"{path}.{Environment.ProcessId}";
        File.WriteAllBytes(partial, bytes);
        if (mode is { } limited)
            File.SetUnixFileMode(partial, limited);
        File.Move(partial, path, overwrite: true);
    }

    private static string DigestOf(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
