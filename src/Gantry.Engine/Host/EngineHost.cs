using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

using Gantry.Engine.Devices;
using Gantry.Engine.Events;
using Gantry.Engine.Hosting;
using Gantry.Network;

namespace Gantry.Engine.Host;

/// <summary>Facts about this engine and its host.</summary>
internal sealed class EngineHost(EngineOptions options, NetworkController network, CdiRegistry devices, EventLog events, TimeProvider time) : IHost
{
    private volatile EngineOptions current = options;

    public EngineOptions Options => current;

    public string Id { get; } = ReadOrMakeId(options.DataRoot);

    public HostFacts Facts { get; } = ReadFacts(time);

    public IReadOnlyList<NetworkInfo> Networks => network.Networks;

    public IReadOnlyList<string> Devices => devices.Names;

    public int EventListeners => events.Listeners;

    /// <summary>Takes over changed settings and tells who listens.</summary>
    public void Reload(EngineOptions changed)
    {
        current = changed;
        events.Publish("daemon", "reload", Id, new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["debug"] = changed.Debug ? "true" : "false",
            ["default-ipc-mode"] = changed.IpcMode,
            ["default-runtime"] = changed.DefaultRuntime,
            ["default-shm-size"] = changed.ShmSize.ToString(CultureInfo.InvariantCulture),
            ["labels"] = $"[{string.Join(',', changed.Labels.Select(label => $"\"{JsonEncodedText.Encode(label, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""))}]",
            ["live-restore"] = changed.LiveRestore ? "true" : "false",
            ["name"] = Facts.Name,
            ["shutdown-timeout"] = changed.ShutdownTimeoutSeconds.ToString(CultureInfo.InvariantCulture),
        });
    }

    private static string ReadOrMakeId(string dataRoot)
    {
        var path = Path.Combine(dataRoot, "engine-id");
        if (File.Exists(path))
            return File.ReadAllText(path).Trim();
        var id = Guid.NewGuid().ToString();
        Linux.Documents.Document.Write(path, global::System.Text.Encoding.ASCII.GetBytes(id));
        return id;
    }

    private static HostFacts ReadFacts(TimeProvider time)
    {
        var release = new Dictionary<string, string>(StringComparer.Ordinal);
        if (File.Exists("/etc/os-release"))
        {
            foreach (var line in File.ReadLines("/etc/os-release"))
            {
                if (line.IndexOf('=', StringComparison.Ordinal) is var at and > 0)
                    release[line[..at]] = line[(at + 1)..].Trim('"');
            }
        }

        var memory = File.ReadLines("/proc/meminfo").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return new HostFacts(
            Environment.MachineName,
            File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
            release.GetValueOrDefault("PRETTY_NAME", "Linux"),
            release.GetValueOrDefault("VERSION_ID", ""),
            "x86_64",
            Environment.ProcessorCount,
            long.Parse(memory, CultureInfo.InvariantCulture) * 1024,
            time.GetUtcNow());
    }
}
