using System.Text.Json;

using Gantry.Build.Hosting;
using Gantry.Build.Solver;
using Gantry.Oci.Text;

namespace Gantry.Cli.Daemon;

/// <summary>Reads the configuration file's <c>builder</c>: how the build cache is cleaned (<c>gc</c>), and what builds may have (<c>entitlements</c>). Names of older
/// versions of Docker's daemon mean the same.</summary>
internal static class BuilderValue
{
    /// <exception cref="FormatException">A value is of another type.</exception>
    public static BuilderSettings Read(JsonElement value)
    {
        var settings = new BuilderSettings();
        foreach (var member in Members(value, "builder"))
        {
            settings = member.Name switch
            {
                "gc" => settings with { Cache = Collection(member.Value) },
                "entitlements" => settings with { Grants = Grants(member.Value) },
                _ => throw Unknown("builder", member.Name),
            };
        }

        return settings;
    }

    private static BuildGrants Grants(JsonElement value)
    {
        var grants = new BuildGrants();
        foreach (var member in Members(value, "builder.entitlements"))
        {
            var key = $"builder.entitlements.{member.Name}";
            grants = member.Name switch
            {
                "network-host" => grants with { HostNetwork = FileValue.Switch(key)(member.Value) },
                "security-insecure" => grants with { Insecure = FileValue.Switch(key)(member.Value) },
                _ => throw Unknown("builder.entitlements", member.Name),
            };
        }

        return grants;
    }

    private static CacheSettings Collection(JsonElement value)
    {
        var settings = new CacheSettings();
        foreach (var member in Members(value, "builder.gc"))
        {
            var key = $"builder.gc.{member.Name}";
            settings = member.Name switch
            {
                "enabled" => settings with { IsCleaned = FileValue.Switch(key)(member.Value) },
                "defaultKeepStorage" or "defaultReservedSpace" => settings with { ReservedSpace = FileValue.Bytes(key)(member.Value) },
                "defaultMaxUsedSpace" => settings with { MaxUsedSpace = FileValue.Bytes(key)(member.Value) },
                "defaultMinFreeSpace" => settings with { MinFreeSpace = FileValue.Bytes(key)(member.Value) },
                "policy" when member.Value.ValueKind == JsonValueKind.Array => settings with { Rules = [.. member.Value.EnumerateArray().Select((rule, i) => Rule(rule, $"{key}[{i}]"))] },
                _ => throw Unknown("builder.gc", member.Name),
            };
        }

        return settings;
    }

    private static PruneRequest Rule(JsonElement value, string path)
    {
        var rule = new PruneRequest();
        foreach (var member in Members(value, path))
        {
            var key = $"{path}.{member.Name}";
            rule = member.Name switch
            {
                "all" => rule with { All = FileValue.Switch(key)(member.Value) },
                "keepStorage" or "reservedSpace" => rule with { ReservedSpace = FileValue.Bytes(key)(member.Value) },
                "maxUsedSpace" => rule with { MaxUsedSpace = FileValue.Bytes(key)(member.Value) },
                "minFreeSpace" => rule with { MinFreeSpace = FileValue.Bytes(key)(member.Value) },
                "keepDuration" => rule with { KeepDuration = GoDuration.Parse(FileValue.Text(key)(member.Value)) },
                "filter" => Filtered(rule, FileValue.List(key)(member.Value), key),
                _ => throw Unknown(path, member.Name),
            };
        }

        return rule;
    }

    private static PruneRequest Filtered(PruneRequest rule, IReadOnlyList<string> texts, string key)
    {
        var conditions = new List<string>();
        foreach (var text in texts)
        {
            if (text.Split('=', 2) is not [var name, var value])
                throw new FormatException($"{key}: {text} is no condition of the form name=value");
            if (name is "unused-for" or "until")
                rule = rule with { KeepDuration = GoDuration.Parse(value) };
            else
                conditions.Add($"{name}{(name == "id" ? "~=" : "==")}{value}");
        }

        return conditions.Count > 0 ? rule with { Filters = [string.Join(',', conditions)] } : rule;
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement value, string path) => value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject()
        : throw new FormatException($"json: cannot unmarshal {value.ValueKind.ToString().ToLowerInvariant()} into Go struct field Config.{path} of type config.BuilderConfig");

    private static FormatException Unknown(string path, string name) => new($"{path} has no setting {name}");
}
