using System.Text.Json.Serialization.Metadata;

using Gantry.Plugins;

namespace Gantry.Network.Remote;

/// <summary>
/// One plugin's methods of one kind. Calls are made on the threads that are there for plugins, which wait for the answer: what a driver does is a sequence, and its
/// next step needs the last one's result.
/// </summary>
/// <param name="plugins">The plugins of the host.</param>
/// <param name="name">The plugin's name.</param>
/// <param name="kind">What it must implement.</param>
internal sealed class RemotePlugin(IPlugins plugins, string name, string kind)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The plugin's name.</summary>
    public string Name => name;

    /// <summary>Finds the plugin; one that is not there yet is waited for.</summary>
    /// <exception cref="Oci.Errors.GantryException">There is none, or it does something else.</exception>
    public Task FindAsync(CancellationToken cancellation) => plugins.FindAsync(name, kind, cancellation);

    /// <summary>Calls a method.</summary>
    /// <exception cref="PluginException">The plugin cannot be reached, or says why it does not do it.</exception>
    public TAnswer Call<TArguments, TAnswer>(string method, TArguments arguments, JsonTypeInfo<TArguments> argumentsType, JsonTypeInfo<TAnswer> answerType)
        where TAnswer : RemoteAnswer, new() =>
        CallAsync(method, arguments, argumentsType, answerType, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Calls a method.</summary>
    /// <exception cref="PluginException">The plugin cannot be reached, or says why it does not do it.</exception>
    public async Task<TAnswer> CallAsync<TArguments, TAnswer>(
        string method, TArguments arguments, JsonTypeInfo<TArguments> argumentsType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellation)
        where TAnswer : RemoteAnswer, new()
    {
        var plugin = await plugins.FindAsync(name, kind, cancellation);
        var answer = await plugin.CallAsync($"{kind}.{method}", arguments, argumentsType, answerType, Limit, cancellation);
        return answer.Err is { Length: > 0 } why ? throw new PluginException("remote: " + why, isUnreachable: false) : answer;
    }
}
