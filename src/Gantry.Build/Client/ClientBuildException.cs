namespace Gantry.Build.Client;

/// <summary>An engine could not do what was asked for.</summary>
/// <param name="message">The engine's sentence.</param>
/// <param name="sources">The places in the Dockerfile it is about.</param>
/// <param name="cause">The call's failure.</param>
public sealed class ClientBuildException(string message, IReadOnlyList<ClientSource> sources, Exception? cause) : Exception(message, cause)
{
    /// <summary>The places in the Dockerfile it is about.</summary>
    public IReadOnlyList<ClientSource> Sources { get; } = sources;
}
