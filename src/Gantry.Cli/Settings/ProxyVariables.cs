using System.Text.Json.Nodes;

namespace Gantry.Cli.Settings;

/// <summary>The proxies that containers and builds get as variables: <c>proxies</c> of <c>config.json</c>, those of the engine's address, else those of <c>default</c>.</summary>
internal static class ProxyVariables
{
    private static readonly (string Member, string Variable)[] Known =
        [("httpProxy", "HTTP_PROXY"), ("httpsProxy", "HTTPS_PROXY"), ("noProxy", "NO_PROXY"), ("ftpProxy", "FTP_PROXY"), ("allProxy", "ALL_PROXY")];

    /// <summary>As arguments of a build: names in capitals.</summary>
    /// <param name="config">The user's settings.</param>
    /// <param name="engine">The engine's address, for example <c>unix:///run/gantry.sock</c>.</param>
    public static IEnumerable<KeyValuePair<string, string>> OfBuild(ClientConfig config, string engine)
    {
        if (config.Root["proxies"] is not JsonObject all || (all[engine] ?? all["default"]) is not JsonObject chosen)
            yield break;
        foreach (var (member, variable) in Known)
        {
            if (chosen[member] is JsonValue value && value.TryGetValue<string>(out var proxy) && proxy.Length > 0)
                yield return KeyValuePair.Create(variable, proxy);
        }
    }

    /// <summary>As variables of a container: programs look for names in capitals or in small letters.</summary>
    /// <param name="config">The user's settings.</param>
    /// <param name="engine">The engine's address.</param>
    public static IEnumerable<KeyValuePair<string, string>> OfContainer(ClientConfig config, string engine) =>
        OfBuild(config, engine).SelectMany(proxy => new[] { proxy, KeyValuePair.Create(proxy.Key.ToLowerInvariant(), proxy.Value) });
}
