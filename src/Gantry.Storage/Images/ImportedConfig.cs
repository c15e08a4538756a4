using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

using Gantry.Oci.Images;

namespace Gantry.Storage.Images;

/// <summary>The configuration of an imported image, member for member as the Docker engine writes it: sorted, with the historical
/// members of a container that never was.</summary>
internal static class ImportedConfig
{
    internal static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(ExecutionConfig config, Digest diffId, DateTimeOffset now, ImportOptions options)
    {
        var platform = options.Platform ?? new Platform { Os = "linux", Architecture = Architecture };
        var created = Time(now);
        var comment = options.Message.Length > 0 ? options.Message : "Imported from -";
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("architecture", platform.Architecture);
            json.WriteString("comment", comment);
            json.WritePropertyName("config");
            WriteContainer(json, config);
            json.WritePropertyName("container_config");
            WriteContainer(json, new ExecutionConfig());
            json.WriteString("created", created);
            if (options.EngineVersion.Length > 0) json.WriteString("docker_version", options.EngineVersion);
            json.WriteStartArray("history");
            json.WriteStartObject();
            json.WriteString("created", created);
            json.WriteString("comment", comment);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteString("os", platform.Os);
            json.WriteStartObject("rootfs");
            json.WriteString("type", "layers");
            json.WriteStartArray("diff_ids");
            json.WriteStringValue(diffId.Value);
            json.WriteEndArray();
            json.WriteEndObject();
            if (!string.IsNullOrEmpty(platform.Variant)) json.WriteString("variant", platform.Variant);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>This machine's processor in Go's names.</summary>
    public static string Architecture => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.X86 => "386",
        var other => other.ToString().ToLowerInvariant(),
    };

    internal static void WriteContainer(Utf8JsonWriter json, ExecutionConfig config)
    {
        json.WriteStartObject();
        json.WriteString("Hostname", config.Hostname ?? "");
        json.WriteString("Domainname", config.Domainname ?? "");
        json.WriteString("User", config.User ?? "");
        json.WriteBoolean("AttachStdin", config.AttachStdin);
        json.WriteBoolean("AttachStdout", config.AttachStdout);
        json.WriteBoolean("AttachStderr", config.AttachStderr);
        if (config.ExposedPorts is { Count: > 0 }) WriteSet(json, "ExposedPorts", config.ExposedPorts.Keys);
        json.WriteBoolean("Tty", config.Tty);
        json.WriteBoolean("OpenStdin", config.OpenStdin);
        json.WriteBoolean("StdinOnce", config.StdinOnce);
        WriteList(json, "Env", config.Env);
        WriteList(json, "Cmd", config.Cmd);
        if (config.Healthcheck is { } check)
        {
            json.WritePropertyName("Healthcheck");
            JsonSerializer.Serialize(json, check, OciJson.Plain.HealthCheck);
        }

        json.WriteString("Image", config.Image ?? "");
        if (config.Volumes is { Count: > 0 }) WriteSet(json, "Volumes", config.Volumes.Keys);
        else json.WriteNull("Volumes");
        json.WriteString("WorkingDir", config.WorkingDir ?? "");
        WriteList(json, "Entrypoint", config.Entrypoint);
        WriteList(json, "OnBuild", config.OnBuild);
        if (config.Labels is { } labels)
        {
            json.WriteStartObject("Labels");
            foreach (var (key, value) in labels.OrderBy(l => l.Key, StringComparer.Ordinal)) json.WriteString(key, value);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("Labels");
        }

        if (!string.IsNullOrEmpty(config.StopSignal)) json.WriteString("StopSignal", config.StopSignal);
        if (config.Shell is { Count: > 0 }) WriteList(json, "Shell", config.Shell);
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string>? list)
    {
        if (list is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartArray(name);
        foreach (var item in list) json.WriteStringValue(item);
        json.WriteEndArray();
    }

    private static void WriteSet(Utf8JsonWriter json, string name, IEnumerable<string> keys)
    {
        json.WriteStartObject(name);
        foreach (var key in keys.Order(StringComparer.Ordinal))
        {
            json.WriteStartObject(key);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
