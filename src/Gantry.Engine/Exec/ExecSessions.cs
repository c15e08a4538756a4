using System.Collections.Concurrent;

using Gantry.Engine.Containers;
using Gantry.Engine.Containers.Names;
using Gantry.Engine.Containers.Links;
using Gantry.Engine.Containers.Runs;
using Gantry.Engine.Containers.Specs;
using Gantry.Engine.Events;
using Gantry.Engine.Hosting;
using Gantry.Engine.Runtimes;
using Gantry.Linux.Capabilities;
using Gantry.Linux.Cgroups;
using Gantry.Linux.Processes;
using Gantry.Linux.Sockets;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;
using Gantry.Runtime.LaunchPlans;
using Gantry.Runtime.Shim;
using Gantry.Runtime.Users;

namespace Gantry.Engine.Exec;

/// <summary>Exec sessions: each a shim of its own that joins a running container.</summary>
internal sealed class ExecSessions(
    EngineOptions options, ContainerTable table, ContainerLauncher launcher, ContainerLinks links, RunDirectories directories, ForeignRuntimes runtimes, ContainerEvents events, BackgroundWork background) : IExecSessions
{
    private readonly ConcurrentDictionary<string, ExecSlot> sessions = new(StringComparer.Ordinal);

    public Task<string> CreateAsync(string container, ExecConfig config, CancellationToken cancellation)
    {
        var slot = table.Find(container);
        if (config.Cmd.Count == 0)
            throw new GantryException(ErrorKind.Invalid, "No exec command specified");
        Startable(slot.Current, container);
        var id = ContainerName.NewId();
        var user = launcher.ResolveUser(slot.Current, config.User.Length > 0 ? config.User : slot.Current.Config.User, slot.Current.HostConfig.GroupAdd ?? []);
        sessions[id] = new ExecSlot(new ExecSession(id, slot.Id, config, Running: false, ExitCode: null, Pid: 0, CanRemove: false), user, slot.Current.State.StartedAt);
        events.Publish(slot.Current, $"exec_create: {Line(config)}", ("execID", id));
        return Task.FromResult(id);
    }

    /// <summary>A command as events tell it: its program and a space, then its arguments, if there are any.</summary>
    private static string Line(ExecConfig config) => $"{config.Cmd[0]} {string.Join(' ', config.Cmd.Skip(1))}";

    public async Task<Attachment?> StartAsync(string id, ExecStart start, CancellationToken cancellation)
    {
        var exec = Slot(id);
        var slot = table.Find(exec.Session.ContainerId);
        if (slot.Current.State.StartedAt != exec.RunStarted || slot.Current.State.Status == ContainerStatus.Exited)
            throw Missing(id);
        Startable(slot.Current, slot.Id);
        if (!exec.TryBegin())
            throw new GantryException(ErrorKind.Conflict, $"exec command {id} has already run");
        var config = exec.Session.Config;
        events.Publish(slot.Current, $"exec_start: {Line(config)}", ("execID", id));
        var (near, far) = SocketPair.Create();
        var directory = RunDirectories.Make(directories.OfSession(id));
        try
        {
            exec.Process = await ShimProcess.StartAsync(Request(exec, slot.Current, directory, start, start.Detach ? null : far), CancellationToken.None);
        }
        catch (GantryException e)
        {
            RunDirectories.Delete(directory);
            var code = (e as LaunchException)?.Fault == LaunchFault.NotExecutable ? 126 : e is LaunchException { Fault: LaunchFault.ExecutableNotFound } or LaunchException { Errno: Errno.ENOENT } ? 127 : 1;
            exec.Session = exec.Session with { Running = false, ExitCode = code, CanRemove = true };
            near.Dispose();
            far.Dispose();
            throw e is LaunchException launch ? new GantryException(ErrorKind.Invalid, (launch.IsForeign ? ForeignChain : Chain) + LaunchAdvice.Complete(launch), e) : e;
        }

        exec.Session = exec.Session with { Running = true, Pid = exec.Process.Pid };
        var recorded = background.Run(() => FollowAsync(exec, slot, directory));
        if (!start.Detach)
            return new Attachment(near, config.Tty) { Recorded = () => recorded };
        near.Dispose();
        far.Dispose();
        return null;
    }

    public Task ResizeAsync(string id, int height, int width, CancellationToken cancellation)
    {
        var exec = Slot(id);
        return exec.Process is { } process && exec.Session.Running
            ? process.ResizeAsync(height, width, cancellation)
            : throw new GantryException(ErrorKind.Conflict, $"exec session {id} is not running");
    }

    public ExecSession Find(string id) => Slot(id).Session;

    /// <summary>Ends a session's process, if it runs.</summary>
    public void Kill(string id)
    {
        try
        {
            Slot(id).Process?.Signal(SignalNames.Kill);
        }
        catch (GantryException e) when (e.Kind is ErrorKind.NotFound or ErrorKind.Conflict)
        {
            // It has just ended by itself.
        }
    }

    /// <summary>The sessions of a container that run or wait to be started.</summary>
    public IReadOnlyList<string> Of(string container) =>
        [.. sessions.Values.Select(s => s.Session).Where(s => s.ContainerId == container && !s.CanRemove).Select(s => s.Id)];

    private const string ForeignChain = "OCI runtime exec failed: ";
    private const string Chain = "OCI runtime exec failed: exec failed: unable to start container process: ";

    /// <summary>A session is there as long as its container.</summary>
    private ExecSlot Slot(string id) => sessions.TryGetValue(id, out var slot) && table.TryFind(slot.Session.ContainerId) is not null
        ? slot
        : throw Missing(id);

    private static GantryException Missing(string id) => new(ErrorKind.NotFound, $"No such exec instance: {id}");

    private static void Startable(Container container, string reference)
    {
        if (container.State.Status == ContainerStatus.Paused)
            throw new GantryException(ErrorKind.Conflict, $"Container {reference} is paused, unpause the container before exec");
        if (container.State.Status == ContainerStatus.Restarting)
            throw new GantryException(ErrorKind.Conflict, $"Container {container.Id} is restarting, wait until the container is running");
        if (!container.State.IsAlive)
            throw new GantryException(ErrorKind.Conflict, $"container {container.Id} is not running");
    }

    private ShimRequest Request(ExecSlot exec, Container container, string directory, ExecStart start, global::System.Net.Sockets.Socket? client)
    {
        var session = exec.Session;
        var config = session.Config;
        var spec = SpecBuilder.Build(container, new LaunchFacts
        {
            RootDirectory = directories.Root,
            CgroupPath = launcher.CgroupPath(container),
            NetworkNamespace = container.HostConfig.NetworkMode == "host" ? null : $"/proc/{container.State.Pid}/ns/net",
            User = new User(),
            Home = "/",
            SeccompProfile = options.SeccompProfile,
            NoNewPrivileges = options.NoNewPrivileges,
        });
        var user = exec.User;
        var capabilities = config.Privileged ? CapabilitySet.Resolve([], [], privileged: true) : ProcessSpec.CapabilitiesOf(container.HostConfig);
        var environment = ProcessSpec.Environment(container.Config with { Tty = config.Tty }, user.Home, links.Environment(container)).ToList();
        ProcessSpec.Merge(environment, config.Env);
        var size = start.ConsoleSize ?? config.ConsoleSize;
        var cgroup = Cgroup.Open(launcher.CgroupPath(container));
        return new ShimRequest
        {
            Id = session.Id,
            Directory = directory,
            Executable = options.Executable,
            Spec = spec with
            {
                Process = spec.Process! with
                {
                    Terminal = config.Tty,
                    ConsoleSize = size is [> 0, > 0] ? new ConsoleSize { Height = (uint)size[0], Width = (uint)size[1] } : null,
                    User = user.User,
                    Args = config.Cmd,
                    Env = environment,
                    Cwd = config.WorkingDir.Length > 0 ? config.WorkingDir : spec.Process.Cwd,
                    Capabilities = ProcessSpec.Sets(capabilities, user.User),
                },
            },
            CgroupProcsFiles = cgroup.ProcsFiles,
            CgroupV2Directory = cgroup.UnifiedDirectory,
            OpenStdin = config.AttachStdin && client is not null,
            StdinOnce = true,
            Log = LogTarget.None,
            Attached = client is null ? [] : [new InitialAttach(client, Streams(config))],
            ExecInto = container.State.Pid,
            Foreign = runtimes.Of(container),
        };
    }

    private static AttachStreams Streams(ExecConfig config) =>
        (config.AttachStdin ? AttachStreams.Stdin : 0) | (config.AttachStdout ? AttachStreams.Stdout : 0) | (config.AttachStderr ? AttachStreams.Stderr : 0);

    private async Task FollowAsync(ExecSlot exec, ContainerSlot slot, string directory)
    {
        var exit = await exec.Process!.Exited;
        exec.Session = exec.Session with { Running = false, ExitCode = exit.Code, CanRemove = true };
        RunDirectories.Delete(directory);
        await exec.Process.DisposeAsync();
        events.Publish(slot.Current, "exec_die", ("execID", exec.Session.Id), ("exitCode", $"{exit.Code}"));
        Forget();
    }

    /// <summary>An ended session can be inspected for a while, as clients ask for its exit code; the oldest go when there are many.</summary>
    private void Forget()
    {
        const int Kept = 1000;
        if (sessions.Count <= Kept)
            return;
        foreach (var (id, _) in sessions.Where(s => s.Value.Session.CanRemove).OrderBy(s => s.Value.Order).Take(Kept / 2).ToList())
            sessions.TryRemove(id, out _);
    }
}

/// <summary>The one live object of an exec session.</summary>
internal sealed class ExecSlot(ExecSession session, ResolvedUser user, DateTimeOffset? runStarted)
{
    private static long created;
    private volatile ExecSession current = session;
    private int begun;

    /// <summary>The start of the container's run it was made for: it dies with that.</summary>
    public DateTimeOffset? RunStarted { get; } = runStarted;

    public long Order { get; } = Interlocked.Increment(ref created);

    public ExecSession Session
    {
        get => current;
        set => current = value;
    }

    /// <summary>Whom it runs as, looked up when it was created.</summary>
    public ResolvedUser User { get; } = user;

    public ShimProcess? Process { get; set; }

    public bool TryBegin() => Interlocked.Exchange(ref begun, 1) == 0;
}
