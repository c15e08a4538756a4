using Gantry.Engine.Containers.Links;
using Gantry.Engine.Containers.Names;
using Gantry.Engine.Events;
using Gantry.Engine.Host;
using Gantry.Engine.Images.Pulls;
using Gantry.Engine.Networks;
using Gantry.Engine.Runtimes;
using Gantry.Engine.UserNamespaces;
using Gantry.Engine.Volumes;
using Gantry.Linux.Cgroups;
using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Images;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Makes containers: check everything, take the name, make the writable layer, write the document. Whatever fails, what was taken is given back.</summary>
internal sealed class ContainerCreator(
    EngineHost engine, ForeignRuntimes runtimes, ContainerTable table, ContainerStore store, ImageStore images, EngineVolumes volumes, ImageMounts imageMounts, VolumeFiller filler, RequestedEndpoints endpointsOf, ContainerLinks linksOf, ContainerEvents events, TimeProvider time)
{
    public async Task<CreatedContainer> CreateAsync(CreateRequest request, CancellationToken cancellation)
    {
        var options = engine.Options;
        var name = request.Name is { Length: > 0 } ? ContainerName.Checked(request.Name) : null;
        var warnings = new List<string>();
        var wanted = KernelLimits.Without(request.HostConfig, warnings);
        HostChecks.Check(wanted, Environment.ProcessorCount);
        if (options.Remapping is not null)
            UserNamespaceChecks.Check(wanted);
        var image = Resolve(request);
        var config = ImageDefaults.Complete(request.Config, image.Config.Config ?? new ExecutionConfig());
        ConfigChecks.Check(config);
        var host = HostDefaults.Complete(wanted, options, CgroupLayout.Mode == CgroupMode.Unified);
        runtimes.Check(host);
        NetworkChecks.Check(config, host);
        var endpoints = endpointsOf.Complete(host, request.NetworkingConfig);
        var links = linksOf.Requested(host);
        host = JoinedContainers.Named(host, table) with { Links = null };
        var mounts = imageMounts.Attach(MountParser.Parse(config, host, InheritedMounts.Of(host, table), options.DataRoot));

        var id = ContainerName.NewId();
        name = TakeName(name, id);
        var layer = false;
        IReadOnlyList<MountPoint> made = [];
        try
        {
            images.Snapshots.Prepare(id, image.ChainId, cancellation);
            layer = true;
            made = await volumes.AttachAsync(mounts, id, cancellation);
            await filler.FillAsync(id, made, cancellation);
            MakeWorkingDirectory(id, config.WorkingDir);
            var container = Describe(id, name, image, config, host, endpoints, made) with { Links = links };
            store.Save(container);
            table.Add(new ContainerSlot(container));
            events.Publish(container, "create");
            return new CreatedContainer(id, [.. warnings, .. Warnings(host, mounts)]);
        }
        catch
        {
            table.ReleaseName(name, id);
            if (layer)
                images.Snapshots.Remove(id);
            await volumes.ReleaseAsync(made, id, removeAnonymous: true);
            store.Delete(id);
            throw;
        }
    }

    /// <summary>It is there before the first start, as files may be copied to it.</summary>
    private void MakeWorkingDirectory(string id, string path)
    {
        if (path.Length == 0 || images.Snapshots.Files.HasDirectory(id, path))
            return;
        using var view = images.Snapshots.Mount(id);
        try
        {
            view.Tree.EnsureDirectory(FileName.FromText(path)).Dispose();
        }
        catch (KernelException e) when (e.Errno == Errno.ENOTDIR)
        {
            throw new GantryException(ErrorKind.Internal, $"Cannot mkdir: {path} is not a directory", e);
        }
    }

    private static readonly ImageRecord NoImage = new(
        default, new Descriptor(), new ImageConfig(), [], [], 0, DateTimeOffset.UnixEpoch, default, default, null);

    private ImageRecord Resolve(CreateRequest request)
    {
        if (request.IsEmpty) return NoImage;
        var image = images.Resolve(request.Config.Image);
        if (request.Platform is { Length: > 0 } wanted)
            PlatformChoice.Check(image, request.Config.Image, Platform.Parse(wanted));
        return image;
    }

    private string TakeName(string? wanted, string id)
    {
        if (wanted is not null)
        {
            table.ReserveName(wanted, id);
            return wanted;
        }

        for (var attempt = 0; ; attempt++)
        {
            var name = ContainerName.Random(attempt);
            if (table.TryReserveName(name, id))
                return name;
            if (attempt > 8 && table.TryReserveName(id[..12], id))
                return id[..12];
        }
    }

    private Container Describe(string id, string name, ImageRecord image, ContainerConfig config, HostConfig host, SortedDictionary<string, EndpointConfig> endpoints, IReadOnlyList<MountPoint> mounts)
    {
        string[] command = [.. config.Entrypoint ?? [], .. config.Cmd ?? []];
        var hostname = host.NetworkMode == "host" || host.UTSMode == "host" ? Environment.MachineName : id[..12];
        return new Container
        {
            Id = id,
            Name = name,
            Created = time.GetUtcNow(),
            Config = config with { Hostname = config.Hostname.Length > 0 ? config.Hostname : hostname },
            HostConfig = host,
            ImageId = image.Id.ToString(),
            Path = command[0],
            Args = command[1..],
            State = new ContainerState { Status = ContainerStatus.Created },
            RequestedEndpoints = endpoints,
            Mounts = mounts,
            Directory = store.DirectoryOf(id),
        };
    }

    private static IReadOnlyList<string> Warnings(HostConfig host, IReadOnlyList<MountPoint> mounts)
    {
        var warnings = new List<string>();
        if (host.OomKillDisable == true && host.Memory == 0)
            warnings.Add("OOM killer is disabled for the container, but no memory limit is set, this can result in the system running out of resources.");
        if (host.NetworkMode == "host" && host.PortBindings is { Count: > 0 })
            warnings.Add("Published ports are discarded when using host network mode");
        if (mounts.Any(m => m.Type == "image"))
            warnings.Add("Image mount is an experimental feature");
        return warnings;
    }
}
