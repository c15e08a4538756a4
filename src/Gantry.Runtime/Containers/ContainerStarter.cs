using Gantry.Linux.Processes;
using Gantry.Oci.Errors;
using Gantry.Runtime.Launch;

namespace Gantry.Runtime.Containers;

/// <summary>Starts created containers.</summary>
/// <param name="remover">Removes a container whose hooks fail.</param>
/// <param name="warn">Called with what is worth telling but no failure.</param>
public sealed class ContainerStarter(ContainerRemover remover, Action<string> warn)
{
    /// <summary>Lets a created container run its program, then runs its hooks. Where a service manager waits for it to be ready, it is ready or has ended when this returns.</summary>
    /// <exception cref="GantryException">Conflict, when it does not wait for a start; Internal, when a hook fails (the container is gone then).</exception>
    public void Start(StoredContainer container)
    {
        switch (container.Status())
        {
            case ContainerStatus.Created:
                using (var notify = NotifySocket.Open(container.Directory, warn))
                using (var process = notify is null ? null : ProcessHandle.Open(container.Record.Pid))
                {
                    Gate.Open(container.GatePath);
                    Started(container);
                    if (process is not null)
                        notify!.Relay((int)process.DangerousGetHandle(), process.Pid);
                }

                break;
            case ContainerStatus.Stopped:
                throw new GantryException(ErrorKind.Conflict, "cannot start a container that has stopped");
            case ContainerStatus.Running:
                throw new GantryException(ErrorKind.Conflict, "cannot start an already running container");
            case var status:
                throw new GantryException(ErrorKind.Conflict, $"cannot start a container in the {status.ToString().ToLowerInvariant()} state");
        }
    }

    /// <summary>Runs the hooks of a container whose program runs.</summary>
    public void Started(StoredContainer container)
    {
        try
        {
            HookRunner.Run("poststart", container.Record.Poststart, container.State(ContainerStatus.Running));
        }
        catch (GantryException)
        {
            remover.Kill(container);
            throw;
        }
    }
}
