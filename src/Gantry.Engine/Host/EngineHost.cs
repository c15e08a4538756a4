using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Devices;
using Gantry.Engine.Events;
using Gantry.Engine.Hosting;
using Gantry.Linux.Cgroups;
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
            ["default-cgroupns-mode"] = HostDefaults.GroupNamespace(changed, CgroupLayout.Mode == CgroupMode.Unified),
            ["default-ipc-mode"] = changed.IpcMode,
            ["default-runtime"] = changed.DefaultRuntime,
            ["default-shm-size"] = Number(changed.ShmSize),
            ["features"] = $"map[{string.Join(' ', changed.Features.Select(feature => $"{feature.Key}:{(feature.Value ? "true" : "false")}"))}]",
            ["insecure-registries"] = List(changed.Registry.Insecure),
            ["labels"] = List(changed.Labels),
            ["live-restore"] = changed.LiveRestore ? "true" : "false",
            ["max-concurrent-downloads"] = Number(changed.Registry.MaxDownloads),
            ["max-concurrent-uploads"] = Number(changed.Registry.MaxUploads),
            ["max-download-attempts"] = Number(changed.Registry.MaxAttempts),
            ["name"] = Facts.Name,
            ["registry-mirrors"] = List(changed.Registry.Mirrors),
            ["runtimes"] = string.Join(' ', changed.Runtimes.Select(runtime => $"{runtime.Name}:{runtime.Path}")),
            ["shutdown-timeout"] = Number(changed.ShutdownTimeoutSeconds),
        });
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string List(IReadOnlyList<string> values) =>
        $"[{string.Join(',', values.Select(value => $"\"{JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""))}]";

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
