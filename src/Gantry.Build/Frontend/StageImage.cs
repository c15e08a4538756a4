using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

using Gantry.Oci.Images;
using Gantry.Storage.Steps;

namespace Gantry.Build.Frontend;

/// <summary>The configuration of an image that is being built.</summary>
internal sealed class StageImage
{
    public Platform Platform { get; set; } = new();

    public ExecutionConfig Config { get; set; } = new();

    public string? Author { get; set; }

    public List<HistoryStep> History { get; set; } = [];

    /// <summary>The cache it travels with; null: none.</summary>
    public byte[]? Cache { get; set; }

    /// <summary>Writes it with the layers it was built to.</summary>
    /// <param name="layers">The layers, base first.</param>
    /// <param name="epoch">The latest time it may tell; null: any.</param>
    /// <returns>The same bytes for the same layers, so that a build that changed nothing makes no new image.</returns>
    public byte[] Write(IReadOnlyList<TreeLayer> layers, DateTimeOffset? epoch)
    {
        var history = ImageHistory.Of(History, layers, epoch);
        var created = epoch is { } fixedTime ? ImageHistory.Text(fixedTime) : history.LastOrDefault(h => h.Created is not null)?.Created;
        return Write(layers.Select(l => l.DiffId), history, created ?? ImageHistory.Text(layers.Max(l => l.Created) ?? DateTimeOffset.UtcNow));
    }

    /// <summary>Writes it as a frontend tells it: what the steps come to is not known yet, nor when.</summary>
    public byte[] Describe() => Write([], History, created: null);

    private byte[] Write(IEnumerable<Digest> diffIds, IEnumerable<HistoryStep> history, string? created)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("architecture", Platform.Architecture);
            if (!string.IsNullOrEmpty(Author)) json.WriteString("author", Author);
            json.WritePropertyName("config");
            WriteConfig(json);
            if (created is not null) json.WriteString("created", created);
            json.WriteStartArray("history");
            foreach (var step in history)
            {
                json.WriteStartObject();
                if (step.Created is not null) json.WriteString("created", step.Created);
                if (!string.IsNullOrEmpty(step.Author)) json.WriteString("author", step.Author);
                if (!string.IsNullOrEmpty(step.CreatedBy)) json.WriteString("created_by", step.CreatedBy);
                if (!string.IsNullOrEmpty(step.Comment)) json.WriteString("comment", step.Comment);
                if (step.EmptyLayer) json.WriteBoolean("empty_layer", true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (Cache is not null) json.WriteBase64String(CacheTransfer.InlineCache.Property, Cache);
            json.WriteString("os", Platform.Os);
            json.WriteStartObject("rootfs");
            json.WriteString("type", "layers");
            json.WriteStartArray("diff_ids");
            foreach (var diffId in diffIds) json.WriteStringValue(diffId.Value);
            json.WriteEndArray();
            json.WriteEndObject();
            if (!string.IsNullOrEmpty(Platform.Variant)) json.WriteString("variant", Platform.Variant);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void WriteConfig(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (!string.IsNullOrEmpty(Config.User)) json.WriteString("User", Config.User);
        Set(json, "ExposedPorts", Config.ExposedPorts?.Keys);
        List(json, "Env", Config.Env);
        List(json, "Entrypoint", Config.Entrypoint);
        List(json, "Cmd", Config.Cmd);
        Set(json, "Volumes", Config.Volumes?.Keys);
        if (!string.IsNullOrEmpty(Config.WorkingDir)) json.WriteString("WorkingDir", Config.WorkingDir);
        if (Config.Labels is { Count: > 0 } labels)
        {
            json.WriteStartObject("Labels");
            foreach (var (key, value) in labels.OrderBy(l => l.Key, StringComparer.Ordinal)) json.WriteString(key, value);
            json.WriteEndObject();
        }

        if (!string.IsNullOrEmpty(Config.StopSignal)) json.WriteString("StopSignal", Config.StopSignal);
        if (Config.ArgsEscaped) json.WriteBoolean("ArgsEscaped", true);
        if (Config.Healthcheck is { } check)
        {
            json.WritePropertyName("Healthcheck");
            JsonSerializer.Serialize(json, check, OciJson.Plain.HealthCheck);
        }

        List(json, "OnBuild", Config.OnBuild);
        List(json, "Shell", Config.Shell);
        json.WriteEndObject();
    }

    private static void List(Utf8JsonWriter json, string name, IReadOnlyList<string>? list)
    {
        if (list is not { Count: > 0 }) return;
        json.WriteStartArray(name);
        foreach (var item in list) json.WriteStringValue(item);
        json.WriteEndArray();
    }

    private static void Set(Utf8JsonWriter json, string name, IEnumerable<string>? keys)
    {
        if (keys?.Order(StringComparer.Ordinal).ToList() is not { Count: > 0 } sorted) return;
        json.WriteStartObject(name);
        foreach (var key in sorted)
        {
            json.WriteStartObject(key);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
