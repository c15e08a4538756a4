using Gantry.Engine.Host;
using Gantry.Engine.Hosting;
using Gantry.Network;

namespace Gantry.Api.Tests.Fakes;

/// <summary>A host with the three built-in networks.</summary>
internal sealed class FakeHost : IHost
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public EngineOptions Options { get; } = new() { Labels = ["zone=a"] };

    public string Id => "3b2e4a1c-0000-4000-8000-1234567890ab";

    public HostFacts Facts { get; } = new("host1", "6.18.0", "Debian GNU/Linux 12 (bookworm)", "12", "x86_64", 2, 8L << 30, Start);

    public IReadOnlyList<NetworkInfo> Networks { get; } =
    [
        new NetworkInfo
        {
            Id = new string('1', 64), Name = "bridge", Driver = "bridge", Created = Start,
            Ipam = new IpamInfo { Pools = [new IpamPool("172.17.0.0/16", "172.17.0.1")] },
            Options = new SortedDictionary<string, string> { ["com.docker.network.bridge.name"] = "gantry0" },
        },
        new NetworkInfo { Id = new string('2', 64), Name = "host", Driver = "host", Created = Start },
        new NetworkInfo { Id = new string('3', 64), Name = "none", Driver = "null", Created = Start },
    ];

    public IReadOnlyList<string> Devices => [];

    public int EventListeners => 1;
}
