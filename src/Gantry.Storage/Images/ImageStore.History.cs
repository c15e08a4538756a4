using System.Globalization;

using Gantry.Oci.Errors;

namespace Gantry.Storage.Images;

public sealed partial class ImageStore
{
    /// <summary>How an image came to be, newest step first.</summary>
    /// <param name="reference">The image, as for <see cref="Resolve"/>.</param>
    /// <exception cref="GantryException">NotFound; Internal: the history does not fit the layers.</exception>
    public IReadOnlyList<HistoryEntry> History(string reference)
    {
        var catalog = _catalog;
        var image = Find(catalog, reference);
        var layers = 0;
        var entries = new List<HistoryEntry>();
        foreach (var step in image.Config.History ?? [])
        {
            long size = 0;
            if (!step.EmptyLayer)
            {
                if (layers >= image.Chain.Count) throw new GantryException(ErrorKind.Internal, "too many non-empty layers in History section");
                size = Snapshots.FindLayer(image.Chain[layers++])?.Usage.Size ?? 0;
            }

            entries.Add(new HistoryEntry("<missing>", Seconds(step.Created), step.CreatedBy ?? "", [], size, step.Comment ?? ""));
        }

        entries.Reverse();
        StoredImage? owner = image;
        for (var i = 0; i < entries.Count && owner is not null; i++)
        {
            var names = catalog.NamesOf(owner.Id).Where(n => n.Tag is not null).Select(n => n.Familiar);
            entries[i] = entries[i] with { Id = owner.Id.Value, Tags = [.. names] };
            owner = catalog.Images.GetValueOrDefault(owner.Document.Parent);
        }

        return entries;
    }

    private static long Seconds(string? time) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value) ? value.ToUnixTimeSeconds() : 0;
}
