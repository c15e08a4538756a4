using Gantry.Registry;
using Gantry.Registry.Auth;

namespace Gantry.Distribution.Upstream;

/// <summary>The registry another one is a cache of.</summary>
public sealed record UpstreamOptions
{
    /// <summary>Where it is: <c>https://registry-1.docker.io</c>; only scheme, host and port count.</summary>
    public required Uri Address { get; init; }

    /// <summary>As whom it is asked. Whoever may pull from the cache sees what this user may pull.</summary>
    public RegistryCredentials Credentials { get; init; } = RegistryCredentials.None;

    /// <summary>How long what nobody asks for stays.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(7);

    /// <summary>For how long after a failure it is not asked again where the cache has an answer.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How it is reached.</summary>
    public RegistryOptions Transport { get; init; } = new() { MaxAttempts = 3, Pause = TimeSpan.FromMilliseconds(200), Silence = TimeSpan.FromSeconds(30), DocumentTime = TimeSpan.FromSeconds(30) };
}
