using System.Buffers.Binary;
using System.Net.Sockets;

using Gantry.Engine.Containers;
using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Containers.Names;
using Gantry.Engine.Containers.Runs;
using Gantry.Engine.Containers.Specs;
using Gantry.Engine.Hosting;
using Gantry.Engine.Networks;
using Gantry.Engine.UserNamespaces;
using Gantry.Linux.Cgroups;
using Gantry.Linux.Processes;
using Gantry.Linux.Sockets;
using Gantry.Runtime.Shim;
using Gantry.Runtime.Users;
using Gantry.Storage.Images;

namespace Gantry.Engine.Steps;

/// <summary>Runs steps the way <see cref="ContainerLauncher"/> runs containers: sandbox, cgroup, names, specification, shim. What a crash leaves of one lies where
/// that of a container does, and goes with the next start of the engine.</summary>
internal sealed class StepRunner(EngineOptions options, ImageStore images, NetworkSetup network, NameFiles nameFiles, RequestedEndpoints endpointsOf, RunDirectories directories) : IStepRunner
{
    private const int HeaderSize = 8;

    public async Task<int> RunAsync(StepRun run, StepOutput output, CancellationToken cancellation)
    {
        var step = Describe(run);
        var cgroupPath = CgroupPaths.Of(step.HostConfig.CgroupParent, options.CgroupParent, step.Id);
        var (near, far) = SocketPair.Create();
        Cgroup? cgroup = null;
        ShimProcess? process = null;
        RunDirectories.Make(step.Directory);
        try
        {
            using var users = UserSpace.Of(CanRemap(step.HostConfig) ? options.Remapping : null, step.HostConfig, donor: 0, hasNetwork: true);
            var (space, described) = await network.CreateAsync(step, users?.NetworkPath, cancellation);
            step = step with { Network = described };
            nameFiles.Write(step);
            cgroup = Cgroup.Create(cgroupPath, ResourcesSpec.Build(step.HostConfig));
            var files = images.Snapshots.Files;
            var user = UserLookup.Resolve(run.User, [], files.ReadText(run.Tree.Key, "/etc/passwd"), files.ReadText(run.Tree.Key, "/etc/group"));
            var spec = SpecBuilder.Build(step, new LaunchFacts
            {
                RootDirectory = directories.Root,
                CgroupPath = cgroupPath,
                NetworkNamespace = space,
                UserSpace = users,
                NameFiles = step.Directory,
                IsBuildStep = true,
                User = user.User,
                Home = user.Home,
                DefaultUlimits = options.DefaultUlimits,
            });
            var mounts = run.Tree.Mounts;
            process = await ShimProcess.StartAsync(
                new ShimRequest
                {
                    Id = step.Id,
                    Directory = step.Directory,
                    Executable = options.Executable,
                    Spec = spec with { Process = spec.Process! with { Env = EnvironmentOf(run, user.Home) } },
                    Rootfs = [new RootfsMount(mounts.Type, mounts.Source, mounts.Options, mounts.WorkingDirectory) { MapsIds = users is not null }],
                    CgroupProcsFiles = cgroup.ProcsFiles,
                    CgroupV2Directory = cgroup.UnifiedDirectory,
                    Log = LogTarget.None,
                    Attached = [new InitialAttach(far, AttachStreams.Stdout | AttachStreams.Stderr)],
                },
                cancellation);
            await using var kill = cancellation.Register(() => process.Signal(SignalNames.Kill));
            await CopyAsync(near, output);
            var exit = await process.Exited;
            cancellation.ThrowIfCancellationRequested();
            return exit.Code;
        }
        finally
        {
            near.Dispose();
            if (process is null) far.Dispose();
            else await process.DisposeAsync();
            cgroup?.Remove();
            await network.ReleaseAsync(step);
            RunDirectories.Delete(step.Directory);
        }
    }

    /// <summary>A step that was granted the host's network or all privileges is outside user namespaces.</summary>
    private static bool CanRemap(HostConfig host) => !host.Privileged && host.NetworkMode != "host";

    private Container Describe(StepRun run)
    {
        var id = ContainerName.NewId();
        var host = HostDefaults.Complete(run.HostConfig, options, CgroupLayout.Mode == CgroupMode.Unified);
        HostChecks.Check(host, Environment.ProcessorCount);
        return new Container
        {
            Id = id,
            Name = id[..12],
            Created = DateTimeOffset.UtcNow,
            Config = new ContainerConfig { Hostname = run.HostName, Env = run.Environment, WorkingDir = run.Directory, User = run.User },
            HostConfig = host,
            ImageId = "",
            Path = run.Arguments[0],
            Args = [.. run.Arguments.Skip(1)],
            State = new ContainerState { Status = ContainerStatus.Created },
            RequestedEndpoints = endpointsOf.Complete(host, null),
            Mounts = run.Mounts,
            Directory = directories.OfContainer(id),
        };
    }

    /// <summary>A step's environment is what it says and no more, but for a home.</summary>
    private static IReadOnlyList<string> EnvironmentOf(StepRun run, string home) =>
        run.Environment.Any(e => e.StartsWith("HOME=", StringComparison.Ordinal)) ? run.Environment : [.. run.Environment, "HOME=" + home];

    private static async Task CopyAsync(Socket from, StepOutput output)
    {
        await using var stream = new NetworkStream(from, ownsSocket: false);
        var header = new byte[HeaderSize];
        var payload = Array.Empty<byte>();
        while (await stream.ReadAtLeastAsync(header, HeaderSize, throwOnEndOfStream: false) == HeaderSize)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
            if (payload.Length < length) payload = new byte[length];
            await stream.ReadExactlyAsync(payload.AsMemory(0, length));
            output(header[0], payload.AsSpan(0, length));
        }
    }
}
