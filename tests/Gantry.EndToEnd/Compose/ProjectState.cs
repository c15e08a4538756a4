using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Compose;

/// <summary>All that an engine has of a project, without what is another each time it is made: two projects made alike are the same text.</summary>
internal static partial class ProjectState
{
    private static readonly string[] Fleeting =
    [
        "Id", "Created", "CreatedAt", "Pid", "StartedAt", "FinishedAt", "Log", "FailingStreak", "ExecIDs", "ResolvConfPath", "HostnamePath", "HostsPath", "LogPath", "GraphDriver", "SandboxID",
        "SandboxKey", "MacAddress", "NetworkID", "EndpointID", "Gateway", "IPv6Gateway", "IPAddress", "GlobalIPv6Address", "Subnet", "DNSNames", "Containers", "Mountpoint", "Hostname",
    ];

    /// <param name="engine">The engine.</param>
    /// <param name="project">The project's name.</param>
    public static async Task<string> Of(Engine engine, string project)
    {
        var label = $"--filter label=com.docker.compose.project={project}";
        var objects = new List<JsonNode>();
        foreach (var (kind, list) in new[] { ("", "ps -aq"), ("network ", "network ls -q"), ("volume ", "volume ls -q") })
        {
            var ids = (await engine.Docker($"{list} {label}")).Ok().Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (ids.Length > 0)
                objects.AddRange(JsonNode.Parse((await engine.Docker($"{kind}inspect {string.Join(' ', ids)}")).Ok().Out)!.AsArray().Select(found => found!));
        }

        foreach (var found in objects)
            Normalize(found);
        var text = string.Join('\n', objects.OrderBy(found => found["Name"]!.GetValue<string>(), StringComparer.Ordinal).Select(Text));
        return text.Replace(engine.DataRoot, "DATA", StringComparison.Ordinal);
    }

    private static void Normalize(JsonNode node)
    {
        if (node is JsonObject fields)
        {
            foreach (var name in Fleeting)
                fields.Remove(name);
            // An id is part of what is hashed where a service uses another's container.
            foreach (var mode in new[] { "NetworkMode", "PidMode", "IpcMode" })
            {
                if (fields["HostConfig"]?[mode]?.GetValue<string>().StartsWith("container:", StringComparison.Ordinal) == true)
                    ForgetHash(fields);
            }

            if (fields["HostConfig"]?["VolumesFrom"] is JsonArray { Count: > 0 })
                ForgetHash(fields);
            foreach (var (name, _) in fields.ToList())
            {
                // Docker's Compose goes through its maps in no order.
                if (name == "com.docker.compose.depends_on")
                    fields[name] = string.Join(',', fields[name]!.GetValue<string>().Split(',').Order(StringComparer.Ordinal));
                if (name is "Binds" or "Mounts" or "Env" or "ExtraHosts" or "Ulimits" && fields[name] is JsonArray list)
                    fields[name] = new JsonArray([.. list.Select(item => item!.DeepClone()).OrderBy(Text, StringComparer.Ordinal)]);
                if (fields[name] is { } inner)
                    Normalize(inner);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list.OfType<JsonNode>())
                Normalize(item);
        }
    }

    private static void ForgetHash(JsonObject container) => container["Config"]!["Labels"]!.AsObject().Remove("com.docker.compose.config-hash");

    private static string Text(JsonNode? node) => Ids().Replace(node!.ToJsonString(), "ID");

    [GeneratedRegex("\\b[0-9a-f]{64}\\b|\\b[0-9a-f]{12}\\b")]
    private static partial Regex Ids();
}
