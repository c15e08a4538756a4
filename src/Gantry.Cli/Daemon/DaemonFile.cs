using System.Text.Json;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Templates;
using Gantry.Oci.Errors;
using Gantry.Oci.Text;

namespace Gantry.Cli.Daemon;

/// <summary>The configuration file, <c>daemon.json</c>, in dockerd's keys.</summary>
internal sealed class DaemonFile
{
    /// <summary>Settings that are no flags, each with what checks its form.</summary>
    private static readonly Dictionary<string, Action<JsonElement>> FileOnly = new(StringComparer.Ordinal) { ["builder"] = value => BuilderValue.Read(value) };

    private readonly Dictionary<string, JsonElement> values = new(StringComparer.Ordinal);

    private DaemonFile()
    {
    }

    /// <summary>A file that says nothing.</summary>
    public static DaemonFile Empty { get; } = new();

    /// <summary>What the file says of a key, or null.</summary>
    public JsonElement? Find(string key) => values.TryGetValue(key, out var value) ? value : null;

    /// <summary>
    /// Reads the file. As with dockerd it is refused for syntax, then for keys nobody knows, then for settings that are
    /// flags too, then for values of another type.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="mustExist">Whether a missing file is a fault.</param>
    /// <param name="directives">The settings there are.</param>
    /// <param name="call">The flags.</param>
    /// <exception cref="CliException">The file is refused.</exception>
    public static DaemonFile Read(string path, bool mustExist, IReadOnlyList<Directive> directives, Call call)
    {
        if (!mustExist && !File.Exists(path))
            return Empty;
        try
        {
            var file = Parse(Bytes(path), directives);
            file.RefuseBoth(directives, call);
            foreach (var directive in directives)
            {
                if (file.Find(directive.Key) is { ValueKind: not JsonValueKind.Null } value)
                    directive.Check(value);
            }

            foreach (var (key, check) in FileOnly)
            {
                if (file.Find(key) is { ValueKind: not JsonValueKind.Null } value)
                    check(value);
            }

            return file;
        }
        catch (FormatException fault)
        {
            throw Refused(path, $"invalid JSON: {fault.Message}");
        }
        catch (CliException fault)
        {
            throw Refused(path, fault.Message);
        }
    }

    public static CliException Refused(string path, string why) => new($"unable to configure the Gantry daemon with file {path}: {why}");

    private static byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException(SystemFault.Of("open", path, fault));
        }
    }

    private static DaemonFile Parse(byte[] bytes, IReadOnlyList<Directive> directives)
    {
        var file = new DaemonFile();
        if (bytes.AsSpan().Trim(" \t\r\n"u8).IsEmpty)
            return file;
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(bytes);
            root = document.RootElement.Clone();
        }
        catch (JsonException fault)
        {
            throw new FormatException(JsonSyntax.Explain(bytes, fault));
        }

        if (root.ValueKind != JsonValueKind.Object)
            throw new FormatException($"json: cannot unmarshal {root.ValueKind.ToString().ToLowerInvariant()} into Go value of type map[string]interface {{}}");
        file.Collect(root, directives.ToDictionary(directive => directive.Key, StringComparer.Ordinal));
        var unknown = file.values.Keys.Where(key => directives.All(directive => directive.Key != key) && !FileOnly.ContainsKey(key)).Order(StringComparer.Ordinal).ToArray();
        return unknown.Length == 0
            ? file
            : throw new CliException($"the following directives don't match any configuration option: {string.Join(", ", unknown)}");
    }

    /// <summary>Settings may be grouped under names of no meaning; what counts is inside.</summary>
    private void Collect(JsonElement group, Dictionary<string, Directive> directives)
    {
        foreach (var member in group.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Object && !directives.ContainsKey(member.Name) && !FileOnly.ContainsKey(member.Name))
                Collect(member.Value, directives);
            else
                values[member.Name] = member.Value;
        }
    }

    private void RefuseBoth(IReadOnlyList<Directive> directives, Call call)
    {
        string[] both =
        [
            .. from directive in directives
               let value = Find(directive.Key)
               where value is not null && call.Given(directive.Flag)
               orderby directive.Flag.Name
               select $"{directive.Key}: (from flag: {directive.Show(call)}, from file: {GoValue.Print(Fields.Untyped(value.Value))})",
        ];
        if (both.Length > 0)
            throw new CliException($"the following directives are specified both as a flag and in the configuration file: {string.Join(", ", both)}");
    }
}
