using System.Text.Json.Serialization.Metadata;

using Gantry.Plugins.Calls;
using Gantry.Plugins.Discovery;

namespace Gantry.Plugins;

/// <summary>A plugin that has told what it implements.</summary>
public sealed class Plugin : IDisposable
{
    private readonly PluginClient client;
    private readonly IReadOnlyList<string> implements;

    internal Plugin(PluginAddress address, PluginClient client, IReadOnlyList<string> implements)
    {
        Address = address;
        this.client = client;
        this.implements = implements;
    }

    /// <summary>Its name, as users say it.</summary>
    public string Name => Address.Name;

    internal PluginAddress Address { get; }

    /// <summary>Whether the plugin could not be reached lately, so that it has to be looked for again.</summary>
    internal bool IsLost { get; private set; }

    /// <summary>Whether it implements a kind of driver.</summary>
    public bool Implements(string kind) => implements.Contains(kind, StringComparer.Ordinal);

    /// <summary>Calls a method and gives its answer. A plugin that cannot be reached is tried again, with growing pauses for 15 s in all.</summary>
    /// <param name="method">The method, for example <c>VolumeDriver.Create</c>.</param>
    /// <param name="arguments">The method's arguments.</param>
    /// <param name="argumentsType">How they are written.</param>
    /// <param name="answerType">How the answer is read; its member <c>Err</c> is the caller's to look at.</param>
    /// <param name="limit">How long one try may take.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="PluginException">The plugin cannot be reached, takes too long, answers with a failure or with no JSON.</exception>
    public async Task<TAnswer> CallAsync<TArguments, TAnswer>(
        string method,
        TArguments arguments,
        JsonTypeInfo<TArguments> argumentsType,
        JsonTypeInfo<TAnswer> answerType,
        TimeSpan limit,
        CancellationToken cancellation)
        where TAnswer : class, new()
    {
        try
        {
            return await client.CallAsync(method, arguments, argumentsType, answerType, limit, retry: true, cancellation);
        }
        catch (PluginException e) when (e.IsUnreachable)
        {
            IsLost = true;
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
