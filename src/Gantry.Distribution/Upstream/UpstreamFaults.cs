using System.Net;

using Gantry.Distribution.Errors;
using Gantry.Oci.Errors;
using Gantry.Registry.Errors;

namespace Gantry.Distribution.Upstream;

/// <summary>What a cache answers where upstream does not give what was asked for.</summary>
internal static class UpstreamFaults
{
    /// <summary>The refusal for a failure.</summary>
    /// <param name="fault">What happened at upstream.</param>
    /// <param name="missing">The refusal where upstream has no such thing.</param>
    public static DistributionException Of(GantryException fault, DistributionException missing) => fault switch
    {
        RegistryException { Status: HttpStatusCode.NotFound } => missing,
        // Not 401: the client's own credentials are not what upstream was shown.
        RegistryException { Status: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } => Refusals.UpstreamDenied(fault.Message),
        RegistryException { Status: HttpStatusCode.TooManyRequests } => Refusals.UpstreamBusy(fault.Message),
        _ => Refusals.UpstreamUnavailable(fault.Message),
    };
}
