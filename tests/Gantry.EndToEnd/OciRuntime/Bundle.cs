using System.Text.Json.Nodes;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.OciRuntime;

/// <summary>A bundle with busybox, a state directory and a control group of its own, and the runtime's commands on them. What is left of it in the end
/// is a failure, and is removed.</summary>
internal sealed class Bundle : IAsyncDisposable
{
    private static int count;

    private Bundle(string folder, JsonObject spec, string group)
    {
        Folder = folder;
        Spec = spec;
        Group = group;
    }

    public string Folder { get; }

    public string Root => Path.Combine(Folder, "rootfs");

    public string State => Path.Combine(Folder, "state");

    public string Group { get; set; }

    /// <summary>Words before each command of the runtime: a program that runs it elsewhere.</summary>
    public string[] Before { get; set; } = [];

    /// <summary>Environment of each command.</summary>
    public Dictionary<string, string> Variables { get; } = new() { ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" };

    /// <summary>The document; written at each command.</summary>
    public JsonObject Spec { get; }

    public JsonObject Process => Spec["process"]!.AsObject();

    public JsonObject Linux => Spec["linux"]!.AsObject();

    public static async Task<Bundle> Make(params string[] arguments)
    {
        var name = $"gantry-e2e.runtime-{Environment.ProcessId}-{Interlocked.Increment(ref count)}";
        var folder = Path.Combine("/var/tmp", name);
        Directory.CreateDirectory(Path.Combine(folder, "rootfs"));
        Host.Run("/bin/chmod", "755", folder, Path.Combine(folder, "rootfs"));
        Host.Run("/bin/tar", "-xf", await BaseImages.Busybox, "-C", Path.Combine(folder, "rootfs"));
        Host.Run(EngineBinary.Runtime, "runtime", "spec", "--bundle", folder);
        var spec = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "config.json")))!.AsObject();
        spec["process"]!["terminal"] = false;
        spec["root"]!["readonly"] = false;
        spec["linux"]!["cgroupsPath"] = "/" + name;
        var bundle = new Bundle(folder, spec, "/" + name);
        bundle.Runs(arguments);
        return bundle;
    }

    /// <summary>The program the container runs.</summary>
    public void Runs(params string[] arguments) => Process["args"] = List(arguments);

    public void AddMount(string source, string destination, string type, params string[] options) => Spec["mounts"]!.AsArray().Add(new JsonObject
    {
        ["source"] = source,
        ["destination"] = destination,
        ["type"] = type,
        ["options"] = List(options),
    });

    /// <summary>A user namespace whose root is this user of the host's.</summary>
    public void AddUserNamespace(int first)
    {
        Linux["namespaces"]!.AsArray().Add(new JsonObject { ["type"] = "user" });
        Linux["uidMappings"] = new JsonArray(Mapping(first));
        Linux["gidMappings"] = new JsonArray(Mapping(first));
        Host.Run("/bin/chown", "-R", $"{first}:{first}", Root);
    }

    public static JsonObject Mapping(int first) => new() { ["containerID"] = 0, ["hostID"] = first, ["size"] = 65536 };

    public static JsonArray List(params string[] texts) => new([.. texts.Select(t => (JsonNode)t)]);

    /// <summary>Runs a command of the runtime in the bundle.</summary>
    public async Task<Outcome> Run(params string[] words)
    {
        await using var running = Start(words);
        return await running.Ended();
    }

    /// <summary>Runs a command whose container goes on: it gets no stream of ours, which it would keep open.</summary>
    public async Task<Outcome> Leave(params string[] words)
    {
        Write();
        const string script = "log=$1; shift; \"$@\" < /dev/null > \"$log\" 2>&1; status=$?; cat \"$log\" >&2; exit $status";
        await using var running = Running.Start("/bin/sh", ["-c", script, "sh", Path.Combine(Folder, "log"), .. Before, EngineBinary.Runtime, "runtime", "--root", State, .. words], Variables, folder: Folder);
        return await running.Ended();
    }

    public Running Start(params string[] words)
    {
        Write();
        string[] command = [.. Before, EngineBinary.Runtime, "runtime", "--root", State, .. words];
        return Running.Start(command[0], command[1..], Variables, folder: Folder);
    }

    public void Write() => File.WriteAllText(Path.Combine(Folder, "config.json"), Spec.ToJsonString());

    public async Task<JsonNode> StateOf(string id) => JsonNode.Parse((await Run("state", id)).Ok().Out)!;

    public async Task<string> Status(string id) => (string)(await StateOf(id))["status"]!;

    public async ValueTask DisposeAsync()
    {
        var left = new List<string>();
        if (Directory.Exists(State))
        {
            foreach (var container in Directory.GetDirectories(State))
            {
                left.Add(container);
                await Run("delete", "--force", Path.GetFileName(container));
            }
        }

        left.AddRange(Directory.GetDirectories("/sys/fs/cgroup").Prepend("/sys/fs/cgroup").Select(h => h + Group).Where(Directory.Exists));
        left.AddRange(File.ReadLines("/proc/self/mountinfo").Where(l => l.Contains(Folder, StringComparison.Ordinal)));
        Directory.Delete(Folder, recursive: true);
        Assert.Empty(left);
    }
}
