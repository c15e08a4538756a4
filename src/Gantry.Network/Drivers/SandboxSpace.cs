using Gantry.Linux.Netlink;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Network.Drivers;

/// <summary>A sandbox's network namespace while it is being furnished.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Netlink">A socket inside.</param>
internal sealed record SandboxSpace(SafeFileHandle Namespace, NetlinkSocket Netlink);
