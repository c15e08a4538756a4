using System.Text.Json;

using Gantry.Linux.Mounts;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;
using Gantry.Runtime.Launch;
using Gantry.Runtime.LaunchPlans;

namespace Gantry.Runtime.Containers;

/// <summary>Does what a container in the making needs of the host.</summary>
/// <param name="spec">Its document.</param>
/// <param name="bundle">Its bundle.</param>
/// <param name="state">What hooks and listeners are told of it, but for its process.</param>
/// <param name="born">Called when the process id is known for good, before the first hook.</param>
/// <param name="group">Called with its first process to make its control group; null where that is there already.</param>
internal sealed class ContainerCompanion(RuntimeSpec spec, string bundle, RuntimeState state, Action<LaunchedProcess> born, Action<int>? group = null) : ILaunchCompanion, IDisposable
{
    private readonly List<IDisposable> opened = [];

    public int Meet(LaunchPoint point, int value, LaunchedProcess child)
    {
        switch (point)
        {
            case LaunchPoint.Group:
                group!(child.Pid);
                break;
            case LaunchPoint.UserNamespace:
                IdMaps.Write(child.Pid, spec.Linux?.UidMappings ?? [], spec.Linux?.GidMappings ?? []);
                break;
            case LaunchPoint.Prepared:
                born(child);
                HookRunner.Run("prestart", spec.Hooks?.Prestart, state with { Pid = child.Pid });
                HookRunner.Run("createRuntime", spec.Hooks?.CreateRuntime, state with { Pid = child.Pid });
                break;
            case LaunchPoint.Listener:
                SendListener(child, value);
                break;
            case LaunchPoint.Source:
                return Source(child, spec.Mounts![value]);
        }

        return -1;
    }

    public void Dispose()
    {
        foreach (var one in opened)
            one.Dispose();
    }

    private int Source(LaunchedProcess child, Mount mount)
    {
        var tree = BindSource.Open(child.Pid, Path.Combine(bundle, mount.Source ?? ""), mount, MountOptions.Parse(mount.Options));
        opened.Add(tree);
        return (int)tree.DangerousGetHandle();
    }

    /// <summary>The child does not send it itself: its filter may already ask about that.</summary>
    private void SendListener(LaunchedProcess child, int descriptor)
    {
        var listener = (int)Kernel.Call(SystemCall.pidfd_getfd, child.Descriptor, descriptor, 0);
        if (listener < 0)
            throw new KernelException("pidfd_getfd", "seccomp listener", -listener);
        try
        {
            var message = new SeccompListenerState
            {
                Fds = ["seccompFd"],
                Pid = child.Pid,
                Metadata = spec.Linux!.Seccomp!.ListenerMetadata,
                State = state with { Pid = child.Pid },
            };
            Hand(spec.Linux.Seccomp.ListenerPath!, listener, JsonSerializer.SerializeToUtf8Bytes(message, RuntimeJson.Default.SeccompListenerState));
        }
        finally
        {
            Kernel.Call(SystemCall.close, listener);
        }
    }

    private static void Hand(string path, int listener, byte[] message)
    {
        try
        {
            DescriptorGift.Send(path, listener, message);
        }
        catch (KernelException e)
        {
            throw new GantryException(ErrorKind.Unavailable, $"failed to connect with seccomp agent specified in the seccomp profile: {e.Message}", e);
        }
    }
}
