using Gantry.Linux.Cgroups;
using Gantry.Linux.Seccomp;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;
using Gantry.Runtime.Launch;
using Gantry.Runtime.LaunchPlans.Compile;

namespace Gantry.Runtime.Containers;

/// <summary>Adds processes to running containers.</summary>
/// <param name="options">How they are launched.</param>
public sealed class ContainerExecutor(LaunchOptions options)
{
    /// <summary>Starts a process in a container; its program runs when this returns.</summary>
    /// <param name="container">The container.</param>
    /// <param name="spec">The container's document, whose process is the one to start.</param>
    /// <param name="groups">Control groups below the container's own, by controller; the empty name is for all.</param>
    /// <exception cref="GantryException">It could not be started.</exception>
    public CreatedContainer Start(StoredContainer container, RuntimeSpec spec, IReadOnlyDictionary<string, string> groups)
    {
        SpecCheck.Process(spec.Process);
        var target = container.Record.Pid;
        var sockets = LaunchSockets.Prepare(spec.Process!, options);
        try
        {
            var process = GrantedCapabilities.Reduce(ProcessEnvironment.Complete(sockets.Announce(spec.Process!), $"/proc/{target}/root"), options.Warn);
            var (files, directory) = Groups(container, groups);
            var state = container.State(ContainerStatus.Running);
            using var companion = new ContainerCompanion(spec, container.Record.Bundle, state, static _ => { });
            var request = new PlanRequest
            {
                Id = container.Record.Id,
                Spec = spec with { Process = process, Hooks = null },
                CgroupProcsFiles = files,
                CgroupV2Directory = directory,
                IsAccompanied = true,
                HasKeyring = options.HasKeyring,
                KeepsLineFeeds = !options.Detaches,
                PreservedDescriptors = sockets.Preserved,
            };
            options.Trace("nsexec container setup");
            if (process.ExecCPUAffinity?.Initial is { Length: > 0 } initial)
                options.Trace($"nsexec: affinity: 0x{ProcessorList.Text(initial)}");
            var launched = Launch(container, request, groups.Count == 0, sockets, companion);
            options.Trace("child process in init()");
            if (spec.Linux?.Seccomp is { } seccomp)
                options.Trace($"seccomp filter flags: {SeccompFlags.Of(seccomp)}");
            options.Trace("setns_init: about to exec");
            try
            {
                sockets.Finish(launched.Pid, launched.Descriptor);
            }
            catch
            {
                launched.Kill();
                launched.Wait();
                throw;
            }

            return new CreatedContainer(container, launched, sockets);
        }
        catch (Exception e)
        {
            sockets.Dispose();
            if (e is LaunchPlans.LaunchException failed)
                throw new LaunchPlans.LaunchException(failed.Fault, $"unable to start container process: {failed.Message}", failed.Errno);
            throw;
        }
    }

    /// <summary>A container may have moved its own processes further down, so that its group itself takes none: then the first process's group is the place.</summary>
    private static LaunchedProcess Launch(StoredContainer container, PlanRequest request, bool mayFollow, LaunchSockets sockets, ContainerCompanion companion)
    {
        try
        {
            return DirectLauncher.Launch(PlanCompiler.Exec(request, container.Record.Pid), -1, sockets.ChildConsole, companion);
        }
        catch (LaunchPlans.LaunchException e) when (e.Errno == Errno.EBUSY && mayFollow && CgroupLayout.Mode == CgroupMode.Unified)
        {
            var own = File.ReadLines($"/proc/{container.Record.Pid}/cgroup").Select(l => l.Split(':', 3)).First(f => f[0] == "0")[2];
            var moved = request with { CgroupV2Directory = CgroupLayout.Unified + own };
            return DirectLauncher.Launch(PlanCompiler.Exec(moved, container.Record.Pid), -1, sockets.ChildConsole, companion);
        }
        catch (LaunchPlans.LaunchException e) when (e.Errno == Errno.EBUSY && CgroupLayout.Mode == CgroupMode.Unified)
        {
            throw new GantryException(ErrorKind.Conflict, $"unable to start container process: adding pid to cgroups: write {request.CgroupV2Directory}/cgroup.procs: device or resource busy", e);
        }
    }

    private static (IReadOnlyList<string> Files, string? Directory) Groups(StoredContainer container, IReadOnlyDictionary<string, string> below)
    {
        if (container.Cgroup is not { } group)
            return ([], null);
        if (below.Count == 0)
            return (group.ProcsFiles, group.Birthplace);
        var places = new Dictionary<string, string>(below);
        var files = new List<string>();
        foreach (var hierarchy in CgroupLayout.Legacy)
        {
            var directory = hierarchy.Mount + container.Record.CgroupPath;
            foreach (var name in hierarchy.Controllers.Append(""))
            {
                if (places.TryGetValue(name, out var path))
                {
                    if (name.Length > 0)
                        places.Remove(name);
                    directory = Below(directory, path);
                    break;
                }
            }

            files.Add(directory + "/tasks");
        }

        var unified = group.UnifiedDirectory;
        if (unified is not null && places.Remove("", out var everywhere))
            unified = Below(unified, everywhere);
        if (places.Keys.FirstOrDefault(k => k.Length > 0) is { } unknown)
            throw new GantryException(ErrorKind.Invalid, $"unknown controller {unknown} in SubCgroupPaths");
        foreach (var directory in files.Select(f => Path.GetDirectoryName(f)!).Concat(CgroupLayout.Mode == CgroupMode.Unified ? [unified!] : []))
        {
            if (!Directory.Exists(directory))
                throw new GantryException(ErrorKind.NotFound, $"unable to start container process: error adding pid to cgroups: open {directory}/cgroup.procs: no such file or directory");
        }

        return (files, Directory.Exists(unified) ? unified : group.Birthplace);
    }

    private static string Below(string directory, string path)
    {
        var wanted = Path.GetFullPath(Path.Combine(directory, path.TrimStart('/')));
        return wanted == directory || wanted.StartsWith(directory + "/", StringComparison.Ordinal)
            ? wanted
            : throw new GantryException(ErrorKind.Invalid, $"{path} is not a sub cgroup path");
    }
}
