using Gantry.Engine.Containers.Links;
using Gantry.Engine.Containers.Specs;
using Gantry.Engine.Devices;
using Gantry.Engine.Events;
using Gantry.Engine.Health;
using Gantry.Engine.Hosting;
using Gantry.Engine.Logs;
using Gantry.Engine.Logs.Forwarding;
using Gantry.Engine.Runtimes;
using Gantry.Engine.UserNamespaces;
using Gantry.Engine.Volumes;
using Gantry.Linux.Cgroups;
using Gantry.Oci.Errors;
using Gantry.Runtime.LaunchPlans;
using Gantry.Runtime.Shim;
using Gantry.Runtime.Users;
using Gantry.Storage.Images;

namespace Gantry.Engine.Containers.Runs;

/// <summary>Starts containers:
/// <code>
/// network sandbox ──┐
/// cgroup, user ─────┴→ name files → specification → shim → running
/// </code>
/// Whatever fails, what was set up is taken down again before the error reaches the client.</summary>
internal sealed class ContainerLauncher(
    EngineOptions options, ContainerTable table, ContainerStore store, ImageStore images, NetworkSetup network, NameFiles nameFiles, ContainerLinks links, LinkPassages passages,
    RunDirectories directories, EngineVolumes volumes, ImageMounts imageMounts, CdiRegistry devices, ForeignRuntimes runtimes, ContainerEvents events,
    LogForwarders forwarders)
{
    /// <summary>Starts a container that does not run; the caller holds its gate.</summary>
    public async Task StartAsync(ContainerSlot slot, CancellationToken cancellation)
    {
        var container = slot.Current;
        await slot.Cleared;
        var attached = slot.Pending.Take();
        using var users = SpaceOf(container);
        var setup = network.CreateAsync(container, users?.NetworkPath, cancellation);
        Cgroup? cgroup = null;
        var directory = directories.OfContainer(container.Id);
        try
        {
            if (Directory.Exists(directory))
                RunDirectories.Delete(directory); // of a run whose end a full disk kept from being written down
            RunDirectories.Make(directory);
            CheckSources(container);
            var linked = links.Environment(container);
            var spool = await forwarders.BeginAsync(container, cancellation);
            var joined = JoinedNamespaces.Of(container.HostConfig, table);
            var (mounts, propagation) = BindPropagation.Checked(imageMounts.Mount(container.Id, await volumes.MountAsync(container, cancellation), users?.Users), options.DataRoot);
            var user = ResolveUser(container, container.Config.User, container.HostConfig.GroupAdd ?? []);
            var edits = devices.Edits([.. (container.HostConfig.DeviceRequests ?? []).SelectMany(r => r.DeviceIDs ?? [])]);
            cgroup = CreateCgroup(container, edits);
            var (networkNamespace, described) = await setup;
            container = container with { Network = described };
            await passages.RenewAsync(container);
            if (network.Owner(container)?.Config is { } shared)
                container = container with { Config = container.Config with { Hostname = shared.Hostname, Domainname = shared.Domainname } };
            nameFiles.Write(container);
            var spec = SpecBuilder.Build(container with { Mounts = mounts }, new LaunchFacts
            {
                RootDirectory = directories.Root,
                CgroupPath = CgroupPath(container),
                NetworkNamespace = networkNamespace,
                UserSpace = users,
                NameFiles = nameFiles.DirectoryOf(container),
                Joined = joined.Paths,
                SharedMemory = joined.SharedMemory,
                RootPropagation = propagation,
                User = user.User,
                Home = user.Home,
                Environment = linked,
                Init = (container.HostConfig.Init ?? options.Init) ? InitProgram.Find(options.InitPath) : null,
                DefaultUlimits = options.DefaultUlimits,
                SeccompProfile = options.SeccompProfile,
                NoNewPrivileges = options.NoNewPrivileges,
            });
            spec = CdiInjection.Apply(spec, edits);
            var foreign = runtimes.Of(container) ?? (spec.Hooks is null ? null : runtimes.WithHooks(container));
            var snapshots = images.Snapshots;
            var rootfs = container.HostConfig.AutoRemove ? snapshots.VolatileMounts(container.Id) : snapshots.Mounts(container.Id);
            slot.Process = await ShimProcess.StartAsync(
                new ShimRequest
                {
                    Id = container.Id,
                    Directory = directory,
                    Executable = options.Executable,
                    Spec = spec,
                    Rootfs = [new RootfsMount(rootfs.Type, rootfs.Source, rootfs.Options, rootfs.WorkingDirectory) { MapsIds = users is not null }],
                    CgroupProcsFiles = cgroup.ProcsFiles,
                    CgroupV2Directory = cgroup.UnifiedDirectory,
                    OpenStdin = container.Config.OpenStdin,
                    StdinOnce = container.Config.StdinOnce,
                    Log = LogTargets.Of(container, spool),
                    Attached = attached,
                    Foreign = foreign,
                },
                cancellation);
            volumes.Started(container);
            imageMounts.Started(container.Id);
        }
        catch (Exception e)
        {
            foreach (var attach in attached)
                attach.Socket.Dispose();
            forwarders.Complete(container.Id);
            await UndoAsync(container, setup, cgroup, directory);
            var failure = e is GantryException or OperationCanceledException ? e : new GantryException(ErrorKind.Internal, e.Message, e);
            Record(slot, failure);
            throw failure is LaunchException launch ? new GantryException(ErrorKind.Invalid, Told(launch), launch) : failure;
        }

        slot.StopRequested = false;
        slot.Current = container with
        {
            State = new ContainerState
            {
                Status = ContainerStatus.Running,
                Pid = slot.Process.Pid,
                StartedAt = slot.Process.StartedAt,
                FinishedAt = container.State.FinishedAt,
                Health = HealthState.AtStart(container),
            },
            StoppedByUser = false,
        };
        store.TrySave(slot.Current);
        nameFiles.WriteOwnersOf(slot.Current);
        await passages.RenewOwnersAsync(slot.Current);
        foreach (var (name, endpoint) in slot.Current.Network.Endpoints)
            events.PublishNetwork(slot.Current, "connect", name, endpoint.NetworkId, network.DriverOf(name));
        events.Publish(slot.Current, "start");
    }

    /// <summary>Path of a container's cgroup in every hierarchy; no parent leads out of these.</summary>
    public string CgroupPath(Container container) => CgroupPaths.Of(container.HostConfig.CgroupParent, options.CgroupParent, container.Id);

    /// <summary>A user and groups by the container's own files.</summary>
    public ResolvedUser ResolveUser(Container container, string user, IReadOnlyList<string> groups)
    {
        var files = images.Snapshots.Files;
        return UserLookup.Resolve(user, groups, files.ReadText(container.Id, "/etc/passwd"), files.ReadText(container.Id, "/etc/group"));
    }

    /// <summary>The user namespace of a run; containers that share a network, memory or processes share it too.</summary>
    private UserSpace? SpaceOf(Container container)
    {
        if (options.Remapping is null)
            return null;
        var host = container.HostConfig;
        var owner = network.Owner(container);
        var donor = owner ?? JoinedNamespaces.Donors(host, table).FirstOrDefault();
        return UserSpace.Of(options.Remapping, host, donor?.State.Pid ?? 0, owner is null);
    }

    private const string Begin = "failed to create task for container: unable to start container process: ";
    private const string Chain = Begin + "error during container init: ";
    private const string ForeignChain = "failed to create task for container: failed to create shim task: OCI runtime create failed: ";

    private static string Told(LaunchException failure) => (failure.IsForeign ? ForeignChain : Chain) + LaunchAdvice.Complete(failure);

    private Cgroup CreateCgroup(Container container, IReadOnlyList<CdiEdits> edits)
    {
        var resources = ResourcesSpec.Build(container.HostConfig);
        resources = resources with { Devices = [.. resources.Devices!, .. CdiInjection.Rules(edits)] };
        try
        {
            return Cgroup.Create(CgroupPath(container), resources);
        }
        catch (GantryException e)
        {
            throw new GantryException(e.Kind, Begin + "unable to apply cgroup configuration: " + e.Message, e);
        }
    }

    /// <summary>The short form of a bind makes a missing source; the long form wants it there.</summary>
    private static void CheckSources(Container container)
    {
        foreach (var mount in container.Mounts)
        {
            if (mount.Type != "bind" || Path.Exists(mount.Source))
                continue;
            if (mount.SourceMustExist)
                throw new GantryException(ErrorKind.Invalid, $"invalid mount config for type \"bind\": bind source path does not exist: {mount.Source}");
            Directory.CreateDirectory(mount.Source);
        }
    }

    private async Task UndoAsync(Container container, Task<(string?, ContainerNetwork)> setup, Cgroup? cgroup, string directory)
    {
        cgroup?.Remove();
        imageMounts.Started(container.Id);
        await volumes.UnmountAsync(container);
        RunDirectories.Delete(directory);
        runtimes.Tidy();
        var made = false;
        try
        {
            made = (await setup).Item2.SandboxKey.Length > 0;
        }
        catch (Exception e) when (e is GantryException or IOException or OperationCanceledException)
        {
            // The set-up itself failed and has undone what it did; its error is what the client gets.
        }

        if (made)
        {
            await network.ReleaseAsync(container);
            foreach (var (name, endpoint) in container.Network.Endpoints)
                events.PublishNetwork(container, "disconnect", name, endpoint.NetworkId, network.DriverOf(name));
        }
    }

    private void Record(ContainerSlot slot, Exception failure)
    {
        var code = (failure as LaunchException)?.Fault switch
        {
            LaunchFault.ExecutableNotFound => 127,
            LaunchFault.NotExecutable => 126,
            _ when failure is LaunchException launch && LaunchAdvice.IsMismatch(launch) => 127,
            _ => 128,
        };
        var message = failure is LaunchException told ? Told(told) : failure.Message;
        slot.Current = slot.Current with { State = slot.Current.State with { ExitCode = code, Error = message, Pid = 0 } };
        store.Save(slot.Current);
    }
}
