using Gantry.Linux.Netlink;
using Gantry.Network.Drivers;
using Gantry.Network.State;

namespace Gantry.Network.Reconcile;

/// <summary>What an interrupted change left to do, found by comparing the documents with the kernel.</summary>
internal static class RestorePlan
{
    /// <summary>Makes the plan: first what documents promise and the kernel does not have, then what it has without a document.</summary>
    /// <param name="networks">The networks' documents.</param>
    /// <param name="sandboxes">The sandboxes' documents.</param>
    /// <param name="links">The host's links.</param>
    /// <param name="group">The group of this daemon's links.</param>
    /// <param name="namespaces">Files in the directory of namespaces.</param>
    public static IReadOnlyList<RestoreStep> Make(
        IReadOnlyList<NetworkInfo> networks, IReadOnlyList<SandboxDocument> sandboxes, IReadOnlyList<Link> links, int group,
        IReadOnlyList<string> namespaces)
    {
        var steps = new List<RestoreStep>();
        var names = links.Select(link => link.Name).ToHashSet();
        var known = networks.Select(network => network.Id).ToHashSet();
        foreach (var endpoint in sandboxes.SelectMany(sandbox => sandbox.Endpoints))
            if (!known.Contains(endpoint.NetworkId))
                steps.Add(new RestoreStep(RestoreAction.ForgetEndpoint, endpoint.Id, "its network is gone"));
            else if (endpoint.HostInterface.Length > 0 && !names.Contains(endpoint.HostInterface))
                steps.Add(new RestoreStep(RestoreAction.ForgetEndpoint, endpoint.Id, "its link is gone"));

        var bridges = networks.Where(network => network is { Driver: "bridge", ConfigOnly: false }).Select(network => BridgeOptions.From(network).Bridge).ToHashSet();
        var masters = links.Where(link => bridges.Contains(link.Name)).Select(link => link.Index).ToHashSet();
        var ports = sandboxes.SelectMany(sandbox => sandbox.Endpoints).Select(endpoint => endpoint.HostInterface).ToHashSet();
        foreach (var link in links)
            if (link.Kind == "veth" && link.Group == group && masters.Contains(link.Master) && !ports.Contains(link.Name))
                steps.Add(new RestoreStep(RestoreAction.RemoveLink, link.Name, "no sandbox has it"));

        var homes = sandboxes.Select(sandbox => sandbox.NamespacePath).ToHashSet();
        foreach (var path in namespaces)
            if (!homes.Contains(path))
                steps.Add(new RestoreStep(RestoreAction.RemoveNamespace, path, "no sandbox has it"));
        return steps;
    }
}

/// <summary>One thing to do at start-up.</summary>
/// <param name="Action">What.</param>
/// <param name="Subject">To what: an id, a name, a path.</param>
/// <param name="Cause">Why.</param>
internal sealed record RestoreStep(RestoreAction Action, string Subject, string Cause)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Action} {Subject}: {Cause}";
}

/// <summary>Kinds of steps.</summary>
internal enum RestoreAction
{
    /// <summary>Take an endpoint out of its sandbox's document.</summary>
    ForgetEndpoint,

    /// <summary>Remove a link of the host.</summary>
    RemoveLink,

    /// <summary>Let go of a namespace.</summary>
    RemoveNamespace,
}
