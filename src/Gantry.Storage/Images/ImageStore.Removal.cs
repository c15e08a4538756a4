using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;

namespace Gantry.Storage.Images;

public sealed partial class ImageStore
{
    /// <summary>Removes a name, and the image with its last name; untagged parents go too.</summary>
    /// <param name="reference">The image, as for <see cref="Resolve"/>.</param>
    /// <param name="force">Removes all names, and the image though stopped containers use it.</param>
    /// <param name="prune">Whether untagged parents go too.</param>
    /// <param name="usedBy">The containers made from an image.</param>
    /// <exception cref="GantryException">NotFound; Conflict, in Docker's words.</exception>
    public IReadOnlyList<ImageDeletion> Remove(string reference, bool force, bool prune, Func<Digest, IReadOnlyList<ImageUser>> usedBy)
    {
        lock (_writing)
        {
            var image = Find(_catalog, reference);
            var removal = new Removal(this, usedBy, prune);
            removal.Run(image, reference, force);
            return removal.Records;
        }
    }

    /// <summary>One removal, step by step as the Docker engine does it.</summary>
    private sealed class Removal(ImageStore store, Func<Digest, IReadOnlyList<ImageUser>> usedBy, bool prune)
    {
        public List<ImageDeletion> Records { get; } = [];

        public void Run(StoredImage image, string reference, bool force)
        {
            var names = store._catalog.NamesOf(image.Id);
            var byName = !IsIdPrefix(image.Id, reference);
            if (byName)
            {
                if (!force && IsSingle(names) && usedBy(image.Id) is [var user, ..])
                {
                    throw new GantryException(
                        ErrorKind.Conflict,
                        $"conflict: unable to remove repository reference \"{reference}\" (must force) - container {Short(user.Id)} is using its referenced image {image.Id.Short}");
                }

                if (Untag(Reference.Parse(reference), names)) return;
            }
            else if (IsSingle(names))
            {
                if (Conflict(image, hardOnly: force, names: false) is { } conflict) throw conflict.Error;
                foreach (var name in names) Untag(name);
            }

            Delete(image, force, quiet: byName);
        }

        /// <summary>Takes one name away, and the digests of a repository whose last tag it was. Tells whether other names are left.</summary>
        private bool Untag(Reference reference, IReadOnlyList<Reference> names)
        {
            reference = reference.WithDefaultTag();
            if (!reference.Digest.IsEmpty) reference = reference.WithDigest(reference.Digest);
            Untag(reference);
            var left = names.Where(n => n != reference).ToList();
            if (reference.Tag is not null && !left.Exists(n => n.Tag is not null && n.Name == reference.Name))
            {
                foreach (var name in left.Where(n => n.Name == reference.Name)) Untag(name);
                left.RemoveAll(n => n.Name == reference.Name);
            }

            return left.Count > 0;
        }

        private void Untag(Reference name)
        {
            store.RemoveName(name);
            Records.Add(new ImageDeletion(name.Familiar, null));
        }

        private void Delete(StoredImage image, bool force, bool quiet)
        {
            if (Conflict(image, hardOnly: force, names: !force) is { } conflict)
            {
                // Who took a name away wants to know why the image stays only if it is now without any, and neither a container nor another image is made from it.
                if (quiet && (store._catalog.NamesOf(image.Id).Count > 0 || store._catalog.ChildrenOf(image.Id).Any() || conflict.IsUsed)) return;
                throw conflict.Error;
            }

            foreach (var name in store._catalog.NamesOf(image.Id)) Untag(name);
            File.Delete(store.PathOf(image.Id));
            store._madeBy.TryRemove(image.Id, out _);
            store._catalog = store._catalog with { Images = store._catalog.Images.Remove(image.Id) };
            Records.Add(new ImageDeletion(null, image.Id.Value));
            foreach (var layer in store._collector.Collect(store._catalog, image)) Records.Add(new ImageDeletion(null, layer.Value));
            if (prune && store._catalog.Images.TryGetValue(image.Document.Parent, out var parent)) Delete(parent, force: false, quiet: true);
        }

        private (GantryException Error, bool IsUsed)? Conflict(StoredImage image, bool hardOnly, bool names)
        {
            if (store._catalog.ChildrenOf(image.Id).Any()) return (Refusal("cannot be forced", "image has dependent child images"), false);
            var users = usedBy(image.Id);
            if (users.FirstOrDefault(u => u.IsRunning) is { } running)
                return (Refusal("cannot be forced", $"image is being used by running container {Short(running.Id)}"), true);
            if (hardOnly) return null;
            if (names && store._catalog.NamesOf(image.Id).Count > 0) return (Refusal("must be forced", "image is referenced in multiple repositories"), false);
            return users is [var stopped, ..] ? (Refusal("must be forced", $"image is being used by stopped container {Short(stopped.Id)}"), true) : null;

            GantryException Refusal(string force, string why) =>
                new(ErrorKind.Conflict, $"conflict: unable to delete {image.Id.Short} ({force}) - {why}");
        }

        private static string Short(string id) => id.Length > 12 ? id[..12] : id;

        private static bool IsIdPrefix(Digest id, string text) =>
            id.Value.StartsWith(text, StringComparison.Ordinal) || id.Hex.StartsWith(text, StringComparison.Ordinal);

        /// <summary>Whether all names are one: a tag, perhaps with digests of the same repository.</summary>
        private static bool IsSingle(IReadOnlyList<Reference> names)
        {
            if (names.Count <= 1) return true;
            var digests = names.Where(n => n.Tag is null).Select(n => n.Name).Distinct().ToList();
            var tags = names.Where(n => n.Tag is not null).ToList();
            return tags.Count <= 1 && digests.Count == 1 && (tags.Count == 0 || digests[0] == tags[0].Name);
        }
    }
}
