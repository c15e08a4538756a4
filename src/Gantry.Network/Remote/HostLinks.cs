using Gantry.Linux.Netlink;
using Gantry.Network.Drivers;
using Gantry.Network.Ipam;
using Gantry.Network.State;
using Gantry.Oci.Errors;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Network.Remote;

/// <summary>Takes links that others made on the host into sandboxes, and back: a link that stayed would end with the namespace.</summary>
/// <param name="host">A netlink socket in the host's namespace.</param>
/// <param name="home">The host's namespace.</param>
internal sealed class HostLinks(NetlinkSocket host, SafeFileHandle home)
{
    /// <summary>Moves an endpoint's link in, under its name inside; it is down then. The calling thread is in the sandbox's namespace.</summary>
    /// <exception cref="GantryException">There is no such link on the host.</exception>
    public void MoveIn(EndpointDocument endpoint, SandboxSpace space)
    {
        var link = host.FindLink(endpoint.SourceInterface)
            ?? throw new GantryException(ErrorKind.Internal, $"failed to get link by name \"{endpoint.SourceInterface}\": Link not found");
        host.Execute(new NetlinkRequest().MoveLink(link.Index, space.Namespace));
        var inside = space.Netlink.FindLink(endpoint.SourceInterface)!;
        var request = new NetlinkRequest().RenameLink(inside.Index, endpoint.Interface);
        if (endpoint.MacAddress.Length > 0)
            request.SetLinkAddress(inside.Index, HardwareAddress.Parse(endpoint.MacAddress));
        space.Netlink.Execute(request);
    }

    /// <summary>Moves an endpoint's link back, under its name on the host; no error if it is gone.</summary>
    public void MoveOut(EndpointDocument endpoint, SandboxSpace space)
    {
        if (endpoint.SourceInterface.Length > 0 && space.Netlink.FindLink(endpoint.Interface) is { } link)
            space.Netlink.Execute(new NetlinkRequest().SetLinkDown(link.Index).RenameLink(link.Index, endpoint.SourceInterface).MoveLink(link.Index, home));
    }
}
