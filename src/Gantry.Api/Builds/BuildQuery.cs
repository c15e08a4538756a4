using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

using Gantry.Api.Host;
using Gantry.Api.Json;
using Gantry.Api.Routing;
using Gantry.Build.Classic;
using Gantry.Engine.Containers;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Oci.Text;
using Gantry.Registry.Auth;

namespace Gantry.Api.Builds;

/// <summary>The parameters of <c>POST /build</c>.</summary>
internal static class BuildQuery
{
    /// <exception cref="GantryException">Invalid, in Docker's words.</exception>
    public static ClassicOptions Read(ApiContext context)
    {
        if (context.Http.Request.Query["securityopt"].Count > 0) throw new GantryException(ErrorKind.Invalid, "security options are not supported on linux");
        if (context.Flag("squash")) throw new GantryException(ErrorKind.Invalid, "squash is only supported with experimental mode");
        if (context.Query("isolation") is { Length: > 0 } isolation and not "default") throw new GantryException(ErrorKind.Invalid, $"unsupported isolation: \"{isolation}\"");
        foreach (var tag in context.Http.Request.Query["t"]) CheckName(tag ?? "");
        var platform = context.Version.Minor >= 32 ? context.Query("platform") ?? "" : "";
        if (platform.Length > 0) Platform.Parse(platform);
        var force = context.Flag("forcerm");
        return new ClassicOptions
        {
            Dockerfile = context.Query("dockerfile") ?? "",
            Tags = [.. context.Http.Request.Query["t"].Select(t => t ?? "")],
            RemoteContext = context.Query("remote") ?? "",
            BuildArguments = Object(context, "buildargs", BuildArgumentsJson.Default.DictionaryStringString, "error reading build args") ?? [],
            Labels = (Object(context, "labels", ApiJson.Default.DictionaryStringString, "error reading labels") ?? []).ToDictionary(l => l.Key, l => l.Value ?? ""),
            Target = context.Query("target") ?? "",
            NoCache = context.Flag("nocache"),
            CacheFrom = Object(context, "cachefrom", ApiJson.Default.ListString, "error reading cache-from") ?? [],
            Pull = context.Flag("pull"),
            Remove = force || context.Flag("rm", otherwise: true) || context.Query("rm") is "",
            ForceRemove = force,
            Platform = platform,
            HostConfig = Host(context),
            Credentials = Keyring.Decode(context.Http.Request.Headers["X-Registry-Config"]),
            EngineVersion = SystemRoutes.EngineVersion,
        };
    }

    private static HostConfig Host(ApiContext context) => new()
    {
        Memory = Long(context, "memory"),
        MemorySwap = Long(context, "memswap"),
        CpuShares = Long(context, "cpushares"),
        CpuPeriod = Long(context, "cpuperiod"),
        CpuQuota = Long(context, "cpuquota"),
        CpusetCpus = context.Query("cpusetcpus") ?? "",
        CpusetMems = context.Query("cpusetmems") ?? "",
        CgroupParent = context.Query("cgroupparent") ?? "",
        NetworkMode = context.Query("networkmode") is { Length: > 0 } mode ? mode : "default",
        ShmSize = Size(context, "shmsize"),
        ExtraHosts = [.. context.Http.Request.Query["extrahosts"].SelectMany(h => (h ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))],
        Ulimits = Object(context, "ulimits", ApiJson.Default.ListUlimit, "error reading ulimit settings"),
    };

    private static long Long(ApiContext context, string name) =>
        long.TryParse(context.Query(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : 0;

    /// <summary>The one number that has to be one.</summary>
    private static long Size(ApiContext context, string name)
    {
        if (context.Query(name) is not { Length: > 0 } text) return 0;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new GantryException(ErrorKind.Internal, $"strconv.ParseInt: parsing {GoQuote.Of(text)}: invalid syntax");
    }

    /// <summary>Docker calls what is no name its own fault.</summary>
    private static void CheckName(string tag)
    {
        try
        {
            if (tag.Length > 0) Reference.Parse(tag);
        }
        catch (GantryException e)
        {
            throw new GantryException(ErrorKind.Internal, e.Message, e);
        }
    }

    private static T? Object<T>(ApiContext context, string name, JsonTypeInfo<T> type, string fault)
        where T : class
    {
        if (context.Query(name) is not { Length: > 0 } text) return null;
        try
        {
            return JsonSerializer.Deserialize(text, type);
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"{fault}: {JsonSyntax.Explain(Encoding.UTF8.GetBytes(text), e)}", e);
        }
    }
}

/// <summary>Arguments of a build: null, which elsewhere is the empty text, leaves an argument to the Dockerfile.</summary>
[JsonSerializable(typeof(Dictionary<string, string?>))]
internal sealed partial class BuildArgumentsJson : JsonSerializerContext;
