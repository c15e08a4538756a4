using Gantry.Build.Solver;
using Gantry.Oci.Images;

namespace Gantry.Build.Grpc;

/// <summary>What clients are told of the builder.</summary>
/// <param name="Id">Its id.</param>
/// <param name="HostGateway">Tells the address that "host-gateway" stands for, which may change with the networks.</param>
/// <param name="Platforms">For what it builds, its own first.</param>
/// <param name="CacheRules">By which rules it cleans its cache, in their order.</param>
public sealed record BuilderFacts(string Id, Func<string> HostGateway, IReadOnlyList<Platform> Platforms, IReadOnlyList<PruneRequest> CacheRules)
{
    /// <summary>The label with the address that "host-gateway" stands for.</summary>
    public const string HostGatewayLabel = "org.mobyproject.buildkit.worker.moby.host-gateway-ip";

    /// <summary>The builder whose protocol this one speaks: clients choose features by it.</summary>
    internal const string ProtocolPackage = "github.com/moby/buildkit";

    /// <summary>The version of it.</summary>
    internal const string ProtocolVersion = "v0.25.2";
}
