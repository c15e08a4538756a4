using System.Net;
using System.Text.Json;

using Gantry.Engine.Containers;
using Gantry.Engine.Runtimes;
using Gantry.Oci.Text;

namespace Gantry.Cli.Daemon;

/// <summary>Reads values of the configuration file; one of another type is refused in the words of Docker's daemon.</summary>
internal static class FileValue
{
    public static Func<JsonElement, string> Text(string key) => value =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw WrongType(value, key, "string");

    public static Func<JsonElement, bool> Switch(string key) => value =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw WrongType(value, key, "bool");

    public static Func<JsonElement, long> Number(string key) => value =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : throw WrongType(value, key, "int");

    /// <summary>A list of texts, each of which <paramref name="check"/> accepts.</summary>
    public static Func<JsonElement, IReadOnlyList<string>> List(string key, Func<string, string>? check = null) => value =>
        value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(Text(key)).Select(check ?? (text => text))]
            : throw WrongType(value, key, "[]string");

    public static Func<JsonElement, IReadOnlyList<string>> Addresses(string key) =>
        List(key, text => IPAddress.TryParse(text, out _) ? text : throw new FormatException($"invalid IP address: {text}"));

    /// <summary>Options of the log driver, <c>{"max-size": "10m"}</c>.</summary>
    public static Func<JsonElement, IReadOnlyList<string>> Options(string key) => value =>
        value.ValueKind == JsonValueKind.Object
            ? [.. value.EnumerateObject().Select(option => $"{option.Name}={Text($"{key}.{option.Name}")(option.Value)}")]
            : throw WrongType(value, key, "map[string]string");

    /// <summary>Options of network drivers, <c>{"bridge": {"com.docker.network.driver.mtu": "1450"}}</c>.</summary>
    public static Func<JsonElement, IReadOnlyList<DriverOption>> DriverOptions(string key) => value =>
        value.ValueKind == JsonValueKind.Object
            ? [.. from driver in value.EnumerateObject()
                  from option in driver.Value.ValueKind == JsonValueKind.Object ? driver.Value.EnumerateObject() : throw WrongType(driver.Value, $"{key}.{driver.Name}", "map[string]string")
                  select new DriverOption(driver.Name, option.Name, Text($"{key}.{driver.Name}.{option.Name}")(option.Value))]
            : throw WrongType(value, key, "map[string]map[string]string");

    /// <summary>Features by name, <c>{"buildkit": true}</c>.</summary>
    public static Func<JsonElement, IReadOnlyList<string>> Switches(string key) => value =>
        value.ValueKind == JsonValueKind.Object
            ? [.. value.EnumerateObject().Select(option => $"{option.Name}={(Switch($"{key}.{option.Name}")(option.Value) ? "true" : "false")}")]
            : throw WrongType(value, key, "map[string]bool");

    /// <summary>Sizes are a number of bytes, or a text such as <c>64m</c>.</summary>
    public static Func<JsonElement, long> Bytes(string key) => value =>
        value.ValueKind == JsonValueKind.String ? ByteSize.Parse(value.GetString()!) : Number(key)(value);

    /// <summary>Limits by name, <c>{"nofile": {"Name": "nofile", "Soft": 1024, "Hard": 2048}}</c>.</summary>
    public static Func<JsonElement, IReadOnlyList<Ulimit>> Ulimits(string key) => value =>
        value.ValueKind == JsonValueKind.Object
            ? [.. value.EnumerateObject().Select(limit => Limit($"{key}.{limit.Name}", limit.Name, limit.Value))]
            : throw WrongType(value, key, "map[string]*container.Ulimit");

    private static Ulimit Limit(string path, string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw WrongType(value, path, "units.Ulimit");
        var limit = new Ulimit { Name = name };
        foreach (var member in value.EnumerateObject())
        {
            limit = member.Name.ToLowerInvariant() switch
            {
                "name" => limit with { Name = Text($"{path}.Name")(member.Value) is { Length: > 0 } own ? own : name },
                "soft" => limit with { Soft = Number($"{path}.Soft")(member.Value) },
                "hard" => limit with { Hard = Number($"{path}.Hard")(member.Value) },
                _ => limit,
            };
        }

        return limit;
    }

    private static FormatException WrongType(JsonElement value, string key, string wanted)
    {
        var found = value.ValueKind switch
        {
            JsonValueKind.Number => wanted == "int" ? $"number {value.GetRawText()}" : "number",
            JsonValueKind.True or JsonValueKind.False => "bool",
            var kind => kind.ToString().ToLowerInvariant(),
        };
        return new FormatException($"json: cannot unmarshal {found} into Go struct field Config.{key} of type {wanted}");
    }

    /// <summary>Runtimes by name, <c>{"crun": {"path": "/usr/bin/crun", "runtimeArgs": ["--debug"]}}</c>.</summary>
    public static Func<JsonElement, IReadOnlyList<RuntimeEntry>> Runtimes(string key) => value =>
        value.ValueKind == JsonValueKind.Object
            ? [.. value.EnumerateObject().Select(runtime => Runtime($"{key}.{runtime.Name}", runtime.Name, runtime.Value))]
            : throw WrongType(value, key, "map[string]system.Runtime");

    private static RuntimeEntry Runtime(string path, string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw WrongType(value, path, "system.Runtime");
        if (RuntimeEntry.Own.Contains(name))
            throw new FormatException($"runtime name '{name}' is reserved");
        if (value.TryGetProperty("runtimeType", out var type) && Text($"{path}.runtimeType")(type) is not ("" or "io.containerd.runc.v2") and var kind)
            throw new FormatException($"runtime {name}: type {kind} is a containerd shim, which this daemon does not run; name the path of a program with runc's command line");
        return value.TryGetProperty("path", out var program) && Text($"{path}.path")(program) is { Length: > 0 } found
            ? new RuntimeEntry(name, found, value.TryGetProperty("runtimeArgs", out var arguments) ? List($"{path}.runtimeArgs")(arguments) : [])
            : throw new FormatException($"runtime {name}: either a runtimeType or a path must be configured");
    }

    /// <summary>A list of blocks of addresses, each with the size of the subnets.</summary>
    public static Func<JsonElement, IReadOnlyList<Network.DefaultAddressPool>> AddressPools(string key) => value =>
        value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(pool => new Network.DefaultAddressPool(Text(key)(pool.GetProperty("base")), (int)Number(key)(pool.GetProperty("size"))))]
            : throw new FormatException($"{key}: a list of objects with base and size is wanted");
}
