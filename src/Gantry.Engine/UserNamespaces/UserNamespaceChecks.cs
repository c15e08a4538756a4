using Gantry.Engine.Containers;
using Gantry.Oci.Errors;

namespace Gantry.Engine.UserNamespaces;

/// <summary>What a container in a user namespace can't have; the texts are Docker's.</summary>
internal static class UserNamespaceChecks
{
    /// <summary>Checks a container of an engine that remaps ids; one that asks for the host's user namespace may have all.</summary>
    public static void Check(HostConfig host)
    {
        if (host.UsernsMode == "host")
            return;
        if (host.Privileged)
            throw Invalid("privileged mode is incompatible with user namespaces.  You must run the container in the host namespace when running privileged mode");
        if (host.NetworkMode == "host")
            throw Invalid("cannot share the host's network namespace when user namespaces are enabled");
        if (host.PidMode == "host")
            throw Invalid("cannot share the host PID namespace when user namespaces are enabled");
    }

    private static GantryException Invalid(string message) => new(ErrorKind.Invalid, message);
}
