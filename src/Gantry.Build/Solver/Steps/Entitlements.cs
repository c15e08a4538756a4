using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Oci.Errors;

namespace Gantry.Build.Solver.Steps;

/// <summary>What a build may do only if both the client and this engine allow it: the host's network, and a program without confinement. A Dockerfile alone
/// decides neither.</summary>
internal static class Entitlements
{
    private const string HostNetwork = "network.host";
    private const string Insecure = "security.insecure";

    /// <summary>Refuses a client's wish that the engine does not grant.</summary>
    /// <exception cref="GantryException">Denied, in Docker's words.</exception>
    public static void CheckWishes(IReadOnlyList<string> wanted, BuildGrants grants)
    {
        if (wanted.FirstOrDefault(wish => !(wish == HostNetwork && grants.HostNetwork) && !(wish == Insecure && grants.Insecure)) is { } refused)
            throw new BuildException($"granting entitlement {refused} is not allowed by build daemon configuration");
    }

    /// <summary>Refuses a graph with a program that wants more than the client allows, before anything is done.</summary>
    /// <exception cref="BuildException">Denied, in BuildKit's words.</exception>
    public static void Check(VertexOutput? root, IReadOnlyList<string> allowed)
    {
        var known = new HashSet<Vertex>();
        var left = new Stack<Vertex>();
        if (root is not null) left.Push(root.Vertex);
        while (left.TryPop(out var vertex))
        {
            if (!known.Add(vertex)) continue;
            try
            {
                if (vertex.Operation is ExecOperation program) Check(program, allowed);
            }
            catch (GantryException e)
            {
                throw new BuildException($"failed to load LLB: {e.Message}", e);
            }

            foreach (var input in vertex.Inputs) left.Push(input.Vertex);
        }
    }

    /// <summary>Refuses a program that wants more than the client allows.</summary>
    /// <exception cref="GantryException">Denied, in BuildKit's words.</exception>
    public static void Check(ExecOperation operation, IReadOnlyList<string> allowed)
    {
        if (operation.Security == SecurityMode.Insecure && !allowed.Contains(Insecure)) throw new GantryException(ErrorKind.Denied, $"{Insecure} is not allowed");
        if (operation.Network == NetworkMode.Host && !allowed.Contains(HostNetwork)) throw new GantryException(ErrorKind.Denied, $"{HostNetwork} is not allowed");
    }
}
