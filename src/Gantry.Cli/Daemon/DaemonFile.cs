using System.Text.Json;
using System.Text.Json.Serialization;

using Gantry.Engine.Containers;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Daemon;

/// <summary>The configuration file, <c>daemon.json</c>, in dockerd's keys.</summary>
internal sealed record DaemonFile
{
    public string? DataRoot { get; init; }

    public string? ExecRoot { get; init; }

    [JsonPropertyName("pidfile")]
    public string? PidFile { get; init; }

    public IReadOnlyList<string>? Hosts { get; init; }

    public string? CgroupParent { get; init; }

    public bool? Debug { get; init; }

    public string? Bridge { get; init; }

    public string? Bip { get; init; }

    public int? Mtu { get; init; }

    public IReadOnlyList<string>? Dns { get; init; }

    public IReadOnlyList<string>? DnsSearch { get; init; }

    public IReadOnlyList<string>? DnsOpts { get; init; }

    public IReadOnlyDictionary<string, Ulimit>? DefaultUlimits { get; init; }

    public string? LogDriver { get; init; }

    public SortedDictionary<string, string>? LogOpts { get; init; }

    public IReadOnlyList<string>? Labels { get; init; }

    public bool? LiveRestore { get; init; }

    public int? ShutdownTimeout { get; init; }

    public string? LogLevel { get; init; }

    /// <summary>Reads the file; a key it does not know is an error, as with dockerd.</summary>
    public static DaemonFile Read(string path, bool mustExist)
    {
        if (!File.Exists(path))
            return mustExist ? throw Wrong(path, "no such file or directory") : new DaemonFile();
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), DaemonJson.Default.DaemonFile) ?? new DaemonFile();
        }
        catch (JsonException e)
        {
            throw Wrong(path, e.Message);
        }
    }

    private static GantryException Wrong(string path, string why) => new(ErrorKind.Invalid, $"unable to configure the daemon with file {path}: {why}");
}

/// <summary>JSON of the configuration file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = JsonCommentHandling.Skip, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(DaemonFile))]
internal sealed partial class DaemonJson : JsonSerializerContext;
