using Gantry.Linux.Netlink;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;

namespace Gantry.Network.Drivers.Stacked;

/// <summary>
/// The links networks are stacked on: what the host has, a VLAN of it (<c>eth0.10</c>) or a stand-in without a wire. Those made here carry a mark, so that
/// they are removed with their last network and what the administrator made stays.
/// </summary>
/// <param name="host">A netlink socket in the host's namespace.</param>
internal sealed class ParentLinks(NetlinkSocket host)
{
    private const string Mark = "gantry";
    private const int EEXIST = 17;

    /// <summary>Finds out whether a parent is there, or can be made.</summary>
    /// <exception cref="GantryException">It is the loopback, or neither.</exception>
    public void Check(StackedKind kind, StackedOptions options)
    {
        if (options.Parent == "lo")
            throw new GantryException(ErrorKind.Internal, $"loopback interface is not a valid {kind.Name} parent link");
        if (!options.HasParent || host.FindLink(options.Parent) is not null)
            return;
        var (link, _) = StackedOptions.SplitVlan(options.Parent);
        if (host.FindLink(link) is null)
            throw new GantryException(ErrorKind.Internal, $"failed to find master interface {link} on the Docker host");
    }

    /// <summary>Makes a parent that is missing.</summary>
    public void SetUp(StackedOptions options)
    {
        if (host.FindLink(options.Parent) is { } there)
        {
            if (there.Alias == Mark && !there.IsUp)
                host.Execute(new NetlinkRequest().SetLinkUp(there.Index));
            return;
        }

        var request = new NetlinkRequest();
        if (options.HasParent)
        {
            var (link, vlan) = StackedOptions.SplitVlan(options.Parent);
            var lower = host.FindLink(link) ?? throw new GantryException(ErrorKind.Internal, $"failed to find master interface {link} on the Docker host");
            request.AddVlan(options.Parent, lower.Index, vlan);
        }
        else
        {
            request.AddDummy(options.Parent);
        }

        try
        {
            host.Execute(request.MarkLink(options.Parent, Mark).SetLinkUp(options.Parent));
        }
        catch (KernelException e) when (e.Errno != EEXIST)
        {
            throw new GantryException(ErrorKind.Internal, options.HasParent ? $"failed to create {options.Parent} vlan link: {e.Reason}" : e.Reason, e);
        }
    }

    /// <summary>Removes a parent that was made here.</summary>
    public void TearDown(string parent)
    {
        if (host.FindLink(parent) is { Alias: Mark } link)
            host.Execute(new NetlinkRequest().DeleteLink(link.Index));
    }
}
