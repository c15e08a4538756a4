using System.Buffers;
using System.Text.Json;

using Gantry.Oci.Images;

namespace Gantry.Storage.Images;

/// <summary>The configuration of an image made of a container, member for member as the Docker engine writes it.</summary>
internal static class CommittedConfig
{
    /// <summary>Writes it.</summary>
    /// <param name="parent">The image the container was made of.</param>
    /// <param name="options">What is said about the new one.</param>
    /// <param name="diffId">Its new layer; empty where the container changed nothing.</param>
    /// <param name="now">When it is made.</param>
    public static byte[] Write(ImageConfig parent, CommitOptions options, Digest diffId, DateTimeOffset now)
    {
        var created = ImportedConfig.Time(now);
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, ImportedConfig.Options))
        {
            json.WriteStartObject();
            json.WriteString("architecture", parent.Architecture);
            Text(json, "author", options.Author);
            Text(json, "comment", options.Comment);
            json.WritePropertyName("config");
            ImportedConfig.WriteContainer(json, options.Config);
            Text(json, "container", options.ContainerId);
            json.WritePropertyName("container_config");
            ImportedConfig.WriteContainer(json, options.ContainerConfig);
            json.WriteString("created", created);
            Text(json, "docker_version", options.EngineVersion);
            json.WriteStartArray("history");
            foreach (var step in parent.History ?? []) Step(json, step);
            Step(json, new HistoryStep
            {
                Created = created,
                Author = options.Author,
                CreatedBy = string.Join(' ', options.ContainerConfig.Cmd ?? []),
                Comment = options.Comment,
                EmptyLayer = diffId.IsEmpty,
            });
            json.WriteEndArray();
            json.WriteString("os", parent.Os);
            Text(json, "os.version", parent.OsVersion);
            json.WriteStartObject("rootfs");
            json.WriteString("type", "layers");
            json.WriteStartArray("diff_ids");
            foreach (var layer in parent.RootFs.DiffIds ?? []) json.WriteStringValue(layer.Value);
            if (!diffId.IsEmpty) json.WriteStringValue(diffId.Value);
            json.WriteEndArray();
            json.WriteEndObject();
            Text(json, "variant", parent.Variant);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Step(Utf8JsonWriter json, HistoryStep step)
    {
        json.WriteStartObject();
        Text(json, "created", step.Created);
        Text(json, "author", step.Author);
        Text(json, "created_by", step.CreatedBy);
        Text(json, "comment", step.Comment);
        if (step.EmptyLayer) json.WriteBoolean("empty_layer", true);
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) json.WriteString(name, value);
    }
}
