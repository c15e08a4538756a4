using System.Net;

namespace Gantry.Cli.Client;

/// <summary>The engine refused a request.</summary>
internal sealed class EngineException(HttpStatusCode status, string reason) : Exception($"Error response from daemon: {reason}")
{
    public HttpStatusCode Status { get; } = status;

    /// <summary>The engine's own words.</summary>
    public string Reason { get; } = reason;
}
