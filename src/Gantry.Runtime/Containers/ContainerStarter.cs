using Gantry.Oci.Errors;
using Gantry.Runtime.Launch;

namespace Gantry.Runtime.Containers;

/// <summary>Starts created containers.</summary>
/// <param name="remover">Removes a container whose hooks fail.</param>
public sealed class ContainerStarter(ContainerRemover remover)
{
    /// <summary>Lets a created container run its program, then runs its hooks.</summary>
    /// <exception cref="GantryException">Conflict, when it does not wait for a start; Internal, when a hook fails (the container is gone then).</exception>
    public void Start(StoredContainer container)
    {
        switch (container.Status())
        {
            case ContainerStatus.Created:
                Gate.Open(container.GatePath);
                Started(container);
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
