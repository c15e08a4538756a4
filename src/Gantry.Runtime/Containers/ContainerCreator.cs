using Gantry.Linux.Capabilities;
using Gantry.Linux.Cgroups;
using Gantry.Linux.Processes;
using Gantry.Linux.Seccomp;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;
using Gantry.Runtime.Launch;
using Gantry.Runtime.LaunchPlans;
using Gantry.Runtime.LaunchPlans.Compile;
using Gantry.Runtime.Systemd;

namespace Gantry.Runtime.Containers;

/// <summary>Makes containers: what is made is recorded before its first hook runs, and on failure nothing is left.
/// <code>
/// name → control group → gate → plan → launch (hooks) → record
/// </code></summary>
/// <param name="store">Where containers are kept.</param>
/// <param name="options">How it is launched.</param>
public sealed class ContainerCreator(ContainerStore store, LaunchOptions options)
{
    /// <summary>With this much memory no process is killed while it becomes the program.</summary>
    private const long EnoughToStart = 8 << 20;

    /// <summary>Makes a container of a bundle.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="bundle">Absolute path of the bundle.</param>
    /// <param name="waits">Whether its process waits for a start; otherwise its program runs when this returns.</param>
    /// <exception cref="GantryException">It could not be made.</exception>
    public CreatedContainer Create(string id, string bundle, bool waits)
    {
        var spec = BundleFile.Load(bundle);
        SpecCheck.Container(spec, options.Warn);
        var rootfs = Path.GetFullPath(spec.Root!.Path, bundle);
        if (!Directory.Exists(rootfs))
            throw new GantryException(ErrorKind.Invalid, $"invalid rootfs: stat {rootfs}: no such file or directory");
        var sockets = LaunchSockets.Prepare(spec.Process!, options);
        spec = spec with
        {
            Root = spec.Root with { Path = RealPath(rootfs) },
            Process = GrantedCapabilities.Reduce(ProcessEnvironment.Complete(sockets.Announce(spec.Process!), rootfs), options.Warn),
        };
        var directory = store.Reserve(id);
        string? group = null;
        NotifySocket? notify = null;
        ContainerUnit? unit = null;
        try
        {
            spec = NotifySocket.Announce(spec, directory);
            unit = options.UsesSystemd ? ContainerUnit.Of(id, spec.Linux!.CgroupsPath, options.IgnoresCgroupErrors, options.Warn) : null;
            group = unit?.Path ?? MakeGroup(id, spec.Linux!);
            var container = new StoredContainer(directory, new ContainerRecord
            {
                Id = id,
                Bundle = bundle,
                Rootfs = spec.Root!.Path,
                Created = DateTime.UtcNow,
                CgroupPath = group,
                Unit = unit?.Name,
                IsUsersUnit = unit is not null && options.IgnoresCgroupErrors,
                HasPidNamespace = (spec.Linux!.Namespaces ?? []).Any(n => n is { Type: "pid", Path: null or "" }),
                OciVersion = spec.OciVersion,
                Annotations = spec.Annotations,
                Poststart = spec.Hooks?.Poststart,
                Poststop = spec.Hooks?.Poststop,
            });
            notify = waits ? null : NotifySocket.Open(directory, options.Warn);
            var process = Launch(container, spec, sockets, waits, unit);
            return new CreatedContainer(container, process, sockets, notify);
        }
        catch (Exception e)
        {
            sockets.Dispose();
            notify?.Dispose();
            if (group is not null)
                RemoveGroup(group, unit);
            Directory.Delete(directory, recursive: true);
            if (e is LaunchException failed)
                throw new LaunchException(failed.Fault, $"unable to start container process: error during container init: {failed.Message}", failed.Errno);
            throw;
        }
    }

    private LaunchedProcess Launch(StoredContainer container, RuntimeSpec spec, LaunchSockets sockets, bool waits, ContainerUnit? unit)
    {
        var state = container.State(ContainerStatus.Creating);
        using var gate = waits ? Gate.Make(container.GatePath) : null;
        using var companion = new ContainerCompanion(spec, container.Record.Bundle, state, Born, pid => unit!.Start(pid, DefaultDevices.With(spec.Linux!.Resources), spec.Annotations));
        var group = container.Cgroup;
        var plan = PlanCompiler.Container(new PlanRequest
        {
            Id = container.Record.Id,
            Spec = spec with { Linux = spec.Linux! with { CgroupsPath = container.Record.CgroupPath } },
            CgroupProcsFiles = group?.ProcsFiles ?? [],
            CgroupV2Directory = unit is null ? group?.Birthplace : null,
            IsGrouped = unit is not null,
            Waits = waits,
            IsAccompanied = true,
            Pivots = options.Pivots,
            HasKeyring = options.HasKeyring,
            KeepsLineFeeds = !options.Detaches,
            PreservedDescriptors = sockets.Preserved,
            Bundle = container.Record.Bundle,
            HookState = spec.Hooks is null ? null : HookRunner.Halves(state),
        });
        options.Trace("nsexec container setup");
        var process = DirectLauncher.Launch(plan, gate is null ? -1 : (int)gate.DangerousGetHandle(), sockets.ChildConsole, companion);
        options.Trace("child process in init()");
        if (spec.Linux?.Seccomp is { } seccomp)
            options.Trace($"seccomp filter flags: {SeccompFlags.Of(seccomp)}");
        Born(process);
        RefuseStarved(process, group, spec.Linux?.Resources?.Memory?.Limit ?? 0);
        options.Trace("init: closing the pipe to signal completion");
        try
        {
            sockets.Finish(process.Pid, process.Descriptor);
        }
        catch
        {
            process.Kill();
            process.Wait();
            throw;
        }

        return process;

        void Born(LaunchedProcess child)
        {
            if (container.Record.Pid != child.Pid)
                container.Save(container.Record with { Pid = child.Pid, StartTicks = ProcessStatus.Read(child.Pid)?.StartTicks ?? 0 });
        }
    }

    /// <summary>A process that is killed for lack of memory before it is the program has said nothing of why.</summary>
    private static void RefuseStarved(LaunchedProcess process, Cgroup? group, long limit)
    {
        if (limit is <= 0 or > EnoughToStart || group is null || group.OomKills() == 0)
            return;
        process.Kill();
        process.Wait();
        throw new GantryException(ErrorKind.Invalid, $"unable to start container process: container init was OOM-killed (memory limit of {limit} bytes too low?)");
    }

    private static void RemoveGroup(string group, ContainerUnit? unit)
    {
        if (Cgroup.Open(group) is { Exists: true } made)
            made.Kill();
        if (unit is null)
            Cgroup.Open(group).Remove();
        else
            unit.Remove();
    }

    private string? MakeGroup(string id, LinuxConfig linux)
    {
        var path = CgroupPath.Of(id, linux);

        // Rules of devices take privileges over the host, which whoever was given a part of the groups has not; nor could its containers make devices.
        var limits = options.IgnoresCgroupErrors && !CapabilitySet.IsEffective("CAP_SYS_ADMIN") ? (linux.Resources ?? new LinuxResources()) with { Devices = null } : DefaultDevices.With(linux.Resources);
        try
        {
            Cgroup.Prepare(path, limits);
            return path;
        }
        catch (KernelException e) when (options.IgnoresCgroupErrors && linux.CgroupsPath is not { Length: > 0 } && e.Errno is Errno.EACCES or Errno.EPERM or Errno.EROFS)
        {
            RefuseLimits(linux.Resources, e);
            if ((linux.Namespaces ?? []).All(n => n.Type != "pid"))
                options.Warn("Creating a rootless container with no cgroup and no private pid namespace. Such configuration is strongly discouraged (as it is impossible to properly kill all container's processes) and will result in an error in a future runc version.");
            return null;
        }
        catch (KernelException e)
        {
            throw new GantryException(e.Kind, $"unable to start container process: unable to apply cgroup configuration: {e.Message}", e);
        }
        catch (GantryException e) when (e.Kind is not ErrorKind.Conflict)
        {
            throw new GantryException(e.Kind, $"unable to start container process: error during container init: error setting cgroup config for procHooks process: {e.Message}", e);
        }
    }

    /// <summary>A container that gets no group of its own can have no limits.</summary>
    private static void RefuseLimits(LinuxResources? resources, KernelException reason)
    {
        if (resources is null || (Cgroup.FirstLimited(resources) ?? resources.Unified?.Keys.FirstOrDefault()) is not { } limited)
            return;
        throw new GantryException(ErrorKind.Invalid, "unable to start container process: " + (CgroupLayout.Mode == CgroupMode.Unified
            ? $"unable to apply cgroup configuration: rootless needs no limits + no cgrouppath when no permission is granted for cgroups: {reason.Message}"
            : $"error during container init: error setting cgroup config for procHooks process: cannot set {limited} limit: container could not join or create cgroup"), reason);
    }

    /// <summary>The path without links: what is mounted on it must be found again by its name.</summary>
    private static string RealPath(string path)
    {
        using var directory = DirectoryHandle.Open(path);
        return new FileInfo($"/proc/self/fd/{directory.DangerousGetHandle()}").LinkTarget ?? path;
    }
}
