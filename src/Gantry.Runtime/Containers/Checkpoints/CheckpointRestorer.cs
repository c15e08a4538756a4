using System.Globalization;

using Gantry.Linux.Cgroups;
using Gantry.Linux.Mounts;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Runtime.Launch;
using Gantry.Runtime.Systemd;

namespace Gantry.Runtime.Containers.Checkpoints;

/// <summary>Makes containers of checkpoints.</summary>
/// <param name="store">Where containers are kept.</param>
/// <param name="options">How the process is attended.</param>
public sealed class CheckpointRestorer(ContainerStore store, LaunchOptions options)
{
    /// <summary>Makes a container whose processes go on where the checkpoint left them.</summary>
    /// <exception cref="GantryException">It could not be made; nothing is left.</exception>
    public CreatedContainer Restore(string id, string bundle, string images, string work, IReadOnlyList<string> criuOptions)
    {
        if (!Directory.Exists(images))
            throw new GantryException(ErrorKind.NotFound, $"image-path {images}: no such directory");
        var spec = BundleFile.Load(bundle);
        SpecCheck.Container(spec, options.Warn);
        var directory = store.Reserve(id);
        var sockets = LaunchSockets.Prepare(spec.Process! with { Terminal = false }, options with { ConsoleSocket = null });
        var root = Path.Combine(directory, "criu-root");
        var unit = options.UsesSystemd ? ContainerUnit.Of(id, spec.Linux!.CgroupsPath, options.IgnoresCgroupErrors, options.Warn) : null;
        var group = unit?.Path ?? CgroupPath.Of(id, spec.Linux!);
        try
        {
            // CRIU wants the root to be a mount, whose parent is no shared one.
            Directory.CreateDirectory(root);
            HostMount.Mount("none", Path.GetFullPath(spec.Root!.Path, bundle), root, MountOptions.Parse(["rbind"]));
            var pidFile = Path.Combine(directory, "pid");
            Cgroup.Prepare(group, DefaultDevices.With(spec.Linux!.Resources));
            Criu.Restore(spec, bundle, root, images, work, pidFile, criuOptions);
            var pid = int.Parse(File.ReadAllText(pidFile), CultureInfo.InvariantCulture);
            unit?.Start(pid, DefaultDevices.With(spec.Linux.Resources), spec.Annotations);
            var container = new StoredContainer(directory, new ContainerRecord
            {
                Id = id,
                Pid = pid,
                StartTicks = ProcessStatus.Read(pid)?.StartTicks ?? 0,
                Bundle = bundle,
                Rootfs = Path.GetFullPath(spec.Root.Path, bundle),
                Created = DateTime.UtcNow,
                CgroupPath = group,
                Unit = unit?.Name,
                IsUsersUnit = unit is not null && options.IgnoresCgroupErrors,
                HasPidNamespace = (spec.Linux.Namespaces ?? []).Any(n => n is { Type: "pid", Path: null or "" }),
                OciVersion = spec.OciVersion,
                Annotations = spec.Annotations,
                Poststop = spec.Hooks?.Poststop,
            });
            container.Save(container.Record);
            var process = new LaunchedProcess(pid, (int)Kernel.Call(SystemCall.pidfd_open, pid, 0));
            sockets.Finish(pid, process.Descriptor);
            return new CreatedContainer(container, process, sockets);
        }
        catch
        {
            sockets.Dispose();
            Cgroup.Open(group).Kill();
            unit?.Remove();
            Cgroup.Open(group).Remove();
            DetachedMount.Remove(root);
            Directory.Delete(directory, recursive: true);
            throw;
        }
        finally
        {
            DetachedMount.Remove(root);
        }
    }
}
