using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Storage.Content;
using Gantry.Storage.Leases;

namespace Gantry.Storage.Images.Archives;

/// <summary>
/// Images as Docker saved them before 1.10: <c>repositories</c> tells names, and each layer is a directory <c>ID</c> with its <c>layer.tar</c> and a
/// document <c>json</c> that names its parent. A configuration is made of these documents, as later versions of Docker do it.
/// </summary>
internal sealed class LegacyImages(LoadedArchive archive, ContentStore content, Lease lease)
{
    private const int ParentLimit = 1000;

    /// <summary>What is about the place of a document in the old order, and nothing an image needs.</summary>
    private static readonly string[] Dropped = ["id", "parent", "Size", "parent_id", "layer_id", "throwaway"];

    /// <summary>The images, in the order of their names.</summary>
    /// <exception cref="GantryException">Invalid: a part is missing or is not what it should be.</exception>
    public IReadOnlyList<PlannedImage> Plan(Digest repositories)
    {
        var names = new SortedDictionary<string, List<Reference>>(StringComparer.Ordinal);
        foreach (var (repository, tags) in Object(repositories, ArchiveNames.Repositories))
        {
            foreach (var (tag, id) in tags as JsonObject ?? throw Fault(ArchiveNames.Repositories, "it lists no tags"))
            {
                var name = Text(id, ArchiveNames.Repositories);
                if (!names.TryGetValue(name, out var references))
                    names[name] = references = [];
                references.Add(Reference.Parse($"{repository}:{tag}"));
            }
        }

        return [.. names.Select(image => Image(image.Key, image.Value))];
    }

    private PlannedImage Image(string id, IReadOnlyList<Reference> names)
    {
        var documents = Chain(id);
        Digest[] layers = [.. documents.Select(layer => archive.Get($"{layer.Id}/layer.tar", $"{layer.Id}/json"))];
        var top = documents[^1].Document;
        foreach (var field in Dropped)
            top.Remove(field);
        top["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. layers.Select(layer => JsonValue.Create(layer.ToString()))]) };
        top["history"] = new JsonArray([.. documents.Select(layer => History(layer.Document))]);
        var config = Encoding.UTF8.GetBytes(new JsonObject(top.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone()))).ToJsonString());
        var digest = Digest.Of(config);
        lease.Hold(digest);
        content.Add(config);
        return new PlannedImage(digest, ImageParts.Config(config), layers, names, null, default);
    }

    /// <summary>The documents of an image, base first.</summary>
    private List<(string Id, JsonObject Document)> Chain(string id)
    {
        var chain = new List<(string, JsonObject)>();
        for (var next = id; next.Length > 0;)
        {
            var document = Object(archive.Get($"{next}/json", ArchiveNames.Repositories), $"{next}/json");
            chain.Add((next, document));
            if (chain.Count > ParentLimit)
                throw Fault($"{id}/json", $"it has more than {ParentLimit} parents");
            next = document["parent"] is { } parent ? Text(parent, $"{next}/json") : "";
        }

        chain.Reverse();
        return chain;
    }

    private static JsonObject History(JsonObject document)
    {
        var history = new JsonObject();
        foreach (var field in (string[])["created", "author", "comment"])
        {
            if (document[field] is { } value)
                history[field] = value.DeepClone();
        }

        if (document["container_config"]?["Cmd"] is JsonArray command)
            history["created_by"] = string.Join(' ', command.Select(word => word?.ToString()));
        return history;
    }

    private JsonObject Object(Digest file, string name)
    {
        try
        {
            return JsonNode.Parse(content.ReadDocument(file)) as JsonObject ?? throw Fault(name, "it is no object");
        }
        catch (JsonException fault)
        {
            throw Fault(name, fault.Message);
        }
    }

    private static string Text(JsonNode? value, string name) =>
        value is JsonValue text && text.TryGetValue<string>(out var found) ? found : throw Fault(name, "a text is expected");

    private static GantryException Fault(string name, string why) => new(ErrorKind.Invalid, $"invalid archive: {name}: {why}");
}
