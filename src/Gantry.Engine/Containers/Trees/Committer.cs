using Gantry.Engine.Containers.Runs;
using Gantry.Engine.Events;
using Gantry.Linux.Cgroups;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Storage.Images;
using Gantry.Storage.Images.Changes;

namespace Gantry.Engine.Containers.Trees;

/// <summary>Makes images of containers.</summary>
internal sealed class Committer(ContainerTable table, ImageStore images, ContainerLauncher launcher, ContainerEvents events, EventLog log)
{
    public async Task<string> CommitAsync(string reference, CommitRequest request, CancellationToken cancellation)
    {
        var slot = table.Find(reference);
        var container = slot.Current;
        var containerConfig = ConfigConversion.ToImage(request.Step?.ContainerConfig ?? container.Config);
        var config = ConfigChanges.Apply(ConfigConversion.ToImage(request.Step?.Config ?? request.Config ?? container.Config), request.Changes);
        if (request.Config is not null) config = Merge(config, ConfigConversion.ToImage(container.Config));
        var options = new CommitOptions
        {
            Repository = request.Repository,
            Tag = request.Tag,
            Author = request.Author,
            Comment = request.Comment,
            Parent = Digest.TryParse(container.ImageId, out var parent) ? parent : default,
            Config = config,
            ContainerConfig = containerConfig,
            ContainerId = container.Id,
            EngineVersion = request.EngineVersion,
        };

        // Held as long as the tree is read: nobody removes, starts or unpauses the container meanwhile.
        await slot.Gate.WaitAsync(cancellation);
        try
        {
            if (slot.Removed.Task.IsCompleted) throw new GantryException(ErrorKind.NotFound, $"No such container: {reference}");
            var freeze = request.Pause && slot.Current.State.Status == ContainerStatus.Running;
            var cgroup = Cgroup.Open(launcher.CgroupPath(slot.Current));
            if (freeze) cgroup.Freeze();
            string id;
            try
            {
                id = (await images.CommitAsync(container.Id, options, cancellation)).ToString();
            }
            finally
            {
                if (freeze) cgroup.Thaw();
            }

            Publish("create", id, id);
            if (request.Step is null && ReferenceOf(request) is { Length: > 0 } name) Publish("tag", id, name);
            if (request.Step is null) events.Publish(slot.Current, "commit", ("comment", request.Comment), ("imageID", id), ("imageRef", ReferenceOf(request)));
            return id;
        }
        finally
        {
            slot.Gate.Release();
        }

        void Publish(string action, string id, string name) =>
            log.Publish("image", action, id, new SortedDictionary<string, string>(StringComparer.Ordinal) { ["name"] = name });
    }

    private static string ReferenceOf(CommitRequest request) =>
        request.Repository.Length == 0 ? "" : Reference.Parse(request.Tag.Length == 0 ? request.Repository : $"{request.Repository}:{request.Tag}").WithDefaultTag().Familiar;

    /// <summary>What a client's own configuration leaves open is the container's.</summary>
    private static ExecutionConfig Merge(ExecutionConfig config, ExecutionConfig container) => config with
    {
        User = config.User is { Length: > 0 } ? config.User : container.User,
        ExposedPorts = config.ExposedPorts ?? container.ExposedPorts,
        Env = config.Env is { Count: > 0 } own ? [.. own, .. (container.Env ?? []).Where(e => !own.Any(o => NameOf(o) == NameOf(e)))] : container.Env,
        Cmd = config.Entrypoint is { Count: > 0 } || config.Cmd is { Count: > 0 } ? config.Cmd : container.Cmd,
        Entrypoint = config.Entrypoint ?? container.Entrypoint,
        Healthcheck = config.Healthcheck ?? container.Healthcheck,
        Volumes = config.Volumes ?? container.Volumes,
        WorkingDir = config.WorkingDir is { Length: > 0 } ? config.WorkingDir : container.WorkingDir,
        Labels = config.Labels ?? container.Labels,
        StopSignal = config.StopSignal is { Length: > 0 } ? config.StopSignal : container.StopSignal,
        Shell = config.Shell ?? container.Shell,
    };

    private static string NameOf(string variable) => variable.IndexOf('=', StringComparison.Ordinal) is var at and >= 0 ? variable[..at] : variable;
}
