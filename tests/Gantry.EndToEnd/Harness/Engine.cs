using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Gantry.EndToEnd.Harness;

/// <summary>
/// One daemon on a <see cref="Host"/> with folders, socket and cgroup parent of its own. It can be killed and started
/// again over the same state.
/// </summary>
internal sealed class Engine : IAsyncDisposable
{
    private static int counter;
    private readonly string folder;
    private readonly string[] flags;
    private Process? process;

    /// <param name="host">Where it runs.</param>
    /// <param name="flags">Flags beside the harness's own.</param>
    public Engine(Host host, params string[] flags)
    {
        Host = host;
        this.flags = flags;
        Name = $"{host.Name}-{Interlocked.Increment(ref counter)}";
        folder = $"/var/tmp/gantry-e2e.{Name}";
        CgroupParent = "/gantry-e2e." + Name;
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder + "/config");
        Directory.CreateDirectory(folder + "/work");
        Api = new Api(Socket);
    }

    public Host Host { get; }

    public string Name { get; }

    public string DataRoot => folder + "/data";

    public string ExecRoot => "/run/gantry-e2e." + Name;

    public string PidFile => ExecRoot + ".pid";

    public string Socket => folder + "/sock";

    public string Log => folder + "/log";

    /// <summary>A folder for the test's own files, removed with the engine.</summary>
    public string Work => folder + "/work";

    /// <summary>Where its containers' cgroups are; its own, unless a test has two engines share one.</summary>
    public string CgroupParent { get; init; }

    public Api Api { get; }

    public int ProcessId => process?.Id ?? throw new InvalidOperationException("The engine does not run.");

    /// <summary>What is started, before its flags; another engine can be put in the place of the one under test.</summary>
    public string[] Command { get; init; } = EngineBinary.Command;

    /// <summary>Flags every daemon of the suite gets.</summary>
    public string[] OwnFlags => ["--data-root", DataRoot, "--exec-root", ExecRoot, "--pidfile", PidFile, "-H", "unix://" + Socket, "--cgroup-parent", CgroupParent];

    public IReadOnlyDictionary<string, string> ClientEnvironment => new Dictionary<string, string>
    {
        ["DOCKER_HOST"] = "unix://" + Socket,
        ["DOCKER_CONFIG"] = folder + "/config",
        ["DOCKER_CLI_HINTS"] = "false",
        ["HOME"] = Work,
        ["TZ"] = "UTC",
        ["LANG"] = "C.UTF-8",
    };

    /// <summary>Starts the daemon and returns when it answers.</summary>
    public async Task Start()
    {
        Launch();
        await Deadline.Until(async () =>
        {
            if (process!.HasExited)
                throw new InvalidOperationException($"The engine ended with {process.ExitCode}: {LogText}");
            try
            {
                return (await Api.Get("/_ping")).Body == "OK" ? null : "/_ping does not say OK";
            }
            catch (HttpRequestException fault)
            {
                return fault.Message;
            }
        });
    }

    /// <summary>Starts the daemon without waiting for it to answer.</summary>
    public Process Launch()
    {
        string[] command = ["--net=" + Host.Path, .. Command, .. OwnFlags, .. flags];
        var start = new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec setsid nsenter \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", Log, .. command]);
        start.Environment["PATH"] = EngineBinary.SearchPath(Command[0]);
        return process = Process.Start(start)!;
    }

    /// <summary>What the daemon wrote.</summary>
    public string LogText => File.Exists(Log) ? File.ReadAllText(Log) : "";

    /// <summary>Kills the daemon at once, as a crash would.</summary>
    public async Task Kill() => await Signal(Native.SIGKILL);

    /// <summary>Ends the daemon in good order.</summary>
    public async Task Stop() => await Signal(Native.SIGTERM);

    /// <summary>Waits for the daemon to end by itself and returns its exit code.</summary>
    public async Task<int> Ended()
    {
        using var deadline = new CancellationTokenSource(Deadline.Step);
        await process!.WaitForExitAsync(deadline.Token);
        var code = process.ExitCode;
        process = null;
        return code;
    }

    private async Task Signal(int signal)
    {
        if (process is null)
            return;
        if (!process.HasExited)
            Native.Kill(process.Id, signal);
        await Ended();
    }

    /// <summary>Imports the busybox root file system as <c>busybox:latest</c>.</summary>
    public async Task ImportBusybox() => await Import(await BaseImages.Busybox, "busybox", "CMD [\"sh\"]", "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

    /// <summary>Imports a Debian root file system as <c>debian:bookworm</c>.</summary>
    public async Task ImportDebian() => await Import(await BaseImages.Debian, "debian:bookworm", "CMD [\"bash\"]");

    private async Task Import(string archive, string name, params string[] changes) =>
        (await Docker(["import", .. changes.SelectMany(c => new[] { "-c", c }), archive, name])).Ok();

    /// <summary>Runs the docker command with a command line, split as a shell would, and waits for its end.</summary>
    public Task<Outcome> Docker(string line) => Docker(Words.Of(line));

    /// <summary>Runs the docker command and waits for its end.</summary>
    public async Task<Outcome> Docker(string[] arguments, byte[]? input = null, TimeSpan? within = null)
    {
        await using var running = Running.Start("docker", arguments, ClientEnvironment, keepInput: input is not null, Work);
        if (input is not null)
        {
            try
            {
                await running.Input.WriteAsync(input);
                running.CloseInput();
            }
            catch (IOException)
            {
                // The command ended without reading it all; its exit code is what the test looks at.
            }
        }
        return await running.Ended(within);
    }

    /// <summary>Starts the docker command with its input open.</summary>
    public Running Begin(string line) => Running.Start("docker", Words.Of(line), ClientEnvironment, keepInput: true, Work);

    /// <summary>Starts the docker command on a terminal of its own.</summary>
    public Terminal OnTerminal(string line, int columns = 80, int rows = 24) => new(["docker", .. Words.Of(line)], ClientEnvironment, columns, rows);

    /// <summary>Runs a shell line inside the host's network, with the client's environment.</summary>
    public async Task<Outcome> Shell(string script, TimeSpan? within = null)
    {
        await using var running = Running.Start("nsenter", ["--net=" + Host.Path, "bash", "-c", script], ClientEnvironment, folder: Work);
        return await running.Ended(within);
    }

    /// <summary>What <c>inspect</c> shows of a container.</summary>
    public async Task<JsonNode> Inspect(string container) => (await Api.Get($"/containers/{container}/json")).Json;

    /// <summary>Waits until a container is in a state (running, exited …).</summary>
    public Task Reaches(string container, string state) => Deadline.Until(async () =>
    {
        var found = (await Inspect(container))["State"]?["Status"]!.GetValue<string>() ?? "not there";
        return found == state ? null : $"{container} is {found}, not {state}";
    });

    /// <summary>Waits until a container's log holds a text.</summary>
    public Task Shows(string container, string text) => Deadline.Until(async () =>
    {
        var log = await Docker(["logs", container]);
        return (log.Out + log.Err).Contains(text, StringComparison.Ordinal) ? null : $"the log of {container} has no '{text}': {log}";
    });

    /// <summary>Removes every container.</summary>
    public async Task RemoveContainers()
    {
        foreach (var container in (await Api.Get("/containers/json?all=1")).Json.AsArray())
            await Api.Delete($"/containers/{container!["Id"]}?force=1&v=1");
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Api.Dispose();
        var state = KernelState.Of(this);
        state.CleanUp();
        foreach (var path in new[] { folder, ExecRoot })
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
        File.Delete(PidFile);
    }
}
