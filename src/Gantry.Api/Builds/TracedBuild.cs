using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

using Gantry.Api.Images;
using Gantry.Api.Json;
using Gantry.Api.Routing;
using Gantry.Build.Classic;
using Gantry.Build.Grpc;
using Gantry.Oci.Errors;
using Gantry.Oci.Text;

namespace Gantry.Api.Builds;

/// <summary>Builds by <c>POST /build?version=2</c>: what BuildKit's clients ask for, without their connections. Docker's command line did so before it had a plugin.
/// <code>
/// {"id":"moby.buildkit.trace","aux":"…"}             progress, a message of BuildKit's API in base 64
/// {"id":"moby.image.id","aux":{"ID":"sha256:…"}}     what it came to
/// </code></summary>
internal static class TracedBuild
{
    private const string SessionContext = "client-session";

    public static async Task RunAsync(ApiContext context, GrpcFace face, CancellationToken cancellation)
    {
        var options = BuildQuery.Read(context);
        var output = Output(context);
        await using var body = context.Upload;
        var build = new PlainBuild
        {
            Id = context.Query("buildid") is { Length: > 0 } id ? id : Guid.NewGuid().ToString("N"),
            Session = context.Query("session") ?? "",
            Body = options.RemoteContext.Length == 0 ? body : null,
            Options = FrontendOptions(options),
            Exporter = output.Type == "cacheonly" ? "" : output.Type, // which is none, and dockerd looks for it
            ExporterAttributes = Attributes(output, options),
            CacheFrom = options.CacheFrom,
            CarriesCache = options.BuildArguments.Any(a => a is { Key: "BUILDKIT_INLINE_CACHE", Value: { } wanted } && GoBool.Parse(wanted) == true),
            Entitlements = options.HostConfig.NetworkMode == "host" ? ["network.host"] : [],
        };
        context.Http.Response.ContentType = "application/json";
        var lines = new ProgressLines(context);
        var isQuiet = context.Flag("q");
        try
        {
            var answer = await face.BuildAsync(build, trace => isQuiet ? Task.CompletedTask : WriteAsync(context, new TraceLine("moby.buildkit.trace", Convert.ToBase64String(trace.Span))), cancellation);
            if (answer.GetValueOrDefault("containerimage.digest") is not { } image) return;
            await lines.WriteAsync(isQuiet ? new StreamLine { stream = image + "\n" } : new StreamLine { id = "moby.image.id", aux = new LineExtra { ID = image } });
        }
        catch (GantryException e) when (context.Http.Response.HasStarted)
        {
            await lines.WriteAsync(new StreamLine { errorDetail = new StreamError(e.Message), error = e.Message });
        }
    }

    private static Task WriteAsync(ApiContext context, TraceLine line) =>
        JsonAnswer.WriteLineAsync(context.Http, line, TraceJson.Default.TraceLine, "\r\n"u8.ToArray(), context.Aborted);

    private static Dictionary<string, string> FrontendOptions(ClassicOptions options)
    {
        var answer = new Dictionary<string, string> { ["image-resolve-mode"] = options.Pull ? "pull" : "default" };
        Set("target", options.Target);
        Set("filename", options.Dockerfile == "." ? "" : options.Dockerfile);
        Set("context", options.RemoteContext switch { "" => PlainBuild.BodyAddress, SessionContext => "", var remote => remote });
        Set("platform", options.Platform);
        Set("cgroup-parent", options.HostConfig.CgroupParent);
        Set("add-hosts", string.Join(',', (options.HostConfig.ExtraHosts ?? []).Select(h => h.Split(':', 2) is [{ Length: > 0 } name, { Length: > 0 } address] ? $"{name}={address}" : throw new GantryException(ErrorKind.Internal, $"invalid host {h}"))));
        Set("ulimit", string.Join(',', (options.HostConfig.Ulimits ?? []).Select(u => $"{u.Name}={u.Soft}:{u.Hard}")));
        Set("shm-size", options.HostConfig.ShmSize > 0 ? $"{options.HostConfig.ShmSize}" : "");
        if (options.NoCache) answer["no-cache"] = "";
        foreach (var (name, value) in options.BuildArguments)
            if (value is not null) answer["build-arg:" + name] = value;
        foreach (var (name, value) in options.Labels) answer["label:" + name] = value;
        switch (options.HostConfig.NetworkMode)
        {
            case "" or "default":
                break;
            case "none" or "host":
                answer["force-network-mode"] = options.HostConfig.NetworkMode;
                break;
            default:
                throw new GantryException(ErrorKind.Internal, $"network mode \"{options.HostConfig.NetworkMode}\" not supported by buildkit");
        }

        return answer;

        void Set(string name, string value)
        {
            if (value.Length > 0) answer[name] = value;
        }
    }

    /// <summary>What a client wants to have made; builds without BuildKit read it too, and make an image.</summary>
    /// <exception cref="GantryException">Invalid: it can't be read.</exception>
    public static WantedOutput Output(ApiContext context)
    {
        if (context.Query("outputs") is not { Length: > 0 } text) return new WantedOutput("moby", null);
        try
        {
            return JsonSerializer.Deserialize(text, TraceJson.Default.WantedOutputArray) switch
            {
                null or [] => new WantedOutput("moby", null),
                [var only] => only,
                _ => throw new GantryException(ErrorKind.Internal, "multiple outputs not supported"),
            };
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"invalid outputs specified: {JsonSyntax.Explain(Encoding.UTF8.GetBytes(text), e)}", e);
        }
    }

    private static Dictionary<string, string> Attributes(WantedOutput output, ClassicOptions options)
    {
        var attributes = new Dictionary<string, string>(output.Attrs ?? []);
        if (output.Type is "moby" or "image" && options.Tags.Any(t => t.Length > 0)) attributes["name"] = string.Join(',', options.Tags.Where(t => t.Length > 0));
        return attributes;
    }
}

/// <summary>A line of progress.</summary>
internal sealed record TraceLine([property: JsonPropertyName("id")] string Id, [property: JsonPropertyName("aux")] string Aux);

/// <summary>What a client wants to have made.</summary>
internal sealed record WantedOutput(string Type, Dictionary<string, string>? Attrs);

[JsonSerializable(typeof(TraceLine))]
[JsonSerializable(typeof(WantedOutput[]))]
internal sealed partial class TraceJson : JsonSerializerContext;
