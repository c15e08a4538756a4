using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

using Gantry.Cli.CommandLine;
using Gantry.Oci.Errors;
using Gantry.Oci.Text;

namespace Gantry.Cli.Settings;

/// <summary>
/// The user's settings: <c>config.json</c> in the folder <c>~/.docker</c>, which Docker's own client and others share. Members that
/// are not known here stay as they are.
/// </summary>
internal sealed class ClientConfig
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly JsonWriterOptions Layout =
        new() { Indented = true, IndentCharacter = '\t', IndentSize = 1, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string path;

    private ClientConfig(string folder, JsonObject root)
    {
        Folder = folder;
        path = System.IO.Path.Combine(folder, "config.json");
        Root = root;
    }

    /// <summary>The folder, which holds contexts and certificates too.</summary>
    public string Folder { get; }

    /// <summary>The whole document.</summary>
    public JsonObject Root { get; }

    /// <summary>The file's path.</summary>
    public string Path => path;

    /// <summary>The folder the user means: the flag's, else <c>DOCKER_CONFIG</c>, else <c>~/.docker</c>.</summary>
    /// <param name="flag">The value of <c>--config</c>, or null.</param>
    public static string FolderOf(string? flag) =>
        flag is { Length: > 0 } ? flag
        : Environment.GetEnvironmentVariable("DOCKER_CONFIG") is { Length: > 0 } chosen ? chosen
        : System.IO.Path.Combine(Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? home : "/root", ".docker");

    /// <summary>Reads the file; one that is not there is empty.</summary>
    /// <param name="folder">The folder it lies in.</param>
    /// <param name="warn">Takes a sentence about a file that cannot be understood, which then counts as empty.</param>
    public static ClientConfig Load(string folder, Action<string> warn)
    {
        var file = System.IO.Path.Combine(folder, "config.json");
        byte[] bytes = [];
        try
        {
            if (Directory.Exists(file))
                warn(Unusable(file, $"read {file}: is a directory"));
            if (!File.Exists(file))
                return new ClientConfig(folder, []);
            bytes = File.ReadAllBytes(file);
            if (bytes.Length == 0)
                return new ClientConfig(folder, []);
            var root = JsonNode.Parse(bytes);
            if (root is not null and not JsonObject)
                warn(Unusable(file, $"json: cannot unmarshal {root.GetValueKind().ToString().ToLowerInvariant()} into Go value of type configfile.ConfigFile"));
            return new ClientConfig(folder, root as JsonObject ?? []);
        }
        catch (JsonException fault)
        {
            warn(Unusable(file, JsonSyntax.Explain(bytes, fault)));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            warn($"WARNING: Error loading config file: {SystemFault.Of("open", file, fault)}");
        }

        return new ClientConfig(folder, []);
    }

    /// <summary>A member that is text; empty where there is none.</summary>
    public string Text(string name) => Root[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    /// <summary>Headers the user wants in every request to an engine.</summary>
    public IReadOnlyDictionary<string, string> Headers => (Root["HttpHeaders"] as JsonObject ?? [])
        .Where(header => header.Value is JsonValue value && value.TryGetValue<string>(out _))
        .ToDictionary(header => header.Key, header => header.Value!.GetValue<string>(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Sets a member that is text; an empty one is left out.</summary>
    public void Set(string name, string text)
    {
        if (text.Length > 0)
            Root[name] = JsonValue.Create(text);
        else
            Root.Remove(name);
    }

    /// <summary>Writes the file whole, so that whoever reads it meanwhile sees the old or the new one. A link stays a link.</summary>
    /// <exception cref="CliException">It cannot be written.</exception>
    public void Save()
    {
        if (Root["auths"] is null)
            Root.Insert(0, "auths", new JsonObject());
        try
        {
            Directory.CreateDirectory(Folder, OwnerOnly | UnixFileMode.UserExecute);
            var file = new FileInfo(path);
            var target = file.LinkTarget is null ? path : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
            var partial = $"{target}.{Environment.ProcessId}";
            using (var fresh = new FileStream(partial, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
                fresh.Write(Encode());
            if (File.Exists(target))
                File.SetUnixFileMode(partial, File.GetUnixFileMode(target));
            File.Move(partial, target, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException(SystemFault.Of("open", path, fault));
        }
    }

    private static string Unusable(string file, string why) => $"WARNING: Error parsing config file ({file}): {why}";

    private ReadOnlySpan<byte> Encode()
    {
        var text = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text, Layout))
            Root.WriteTo(writer);
        return text.WrittenSpan;
    }
}
