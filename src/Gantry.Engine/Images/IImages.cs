using Gantry.Engine.Images.Pulls;
using Gantry.Engine.Images.Pushes;
using Gantry.Oci.Images;
using Gantry.Storage.Images;

namespace Gantry.Engine.Images;

/// <summary>Everything that can be done with images. A reference is a name with or without tag, a name with digest, an id or a unique prefix of one.</summary>
public interface IImages
{
    /// <summary>All images, newest first.</summary>
    IReadOnlyList<ImageRecord> All { get; }

    /// <summary>The image a reference means; NotFound with Docker's text otherwise.</summary>
    ImageRecord Find(string reference);

    /// <summary>Containers made from an image, running or not.</summary>
    int ContainersUsing(ImageRecord image);

    /// <summary>Bytes of all layers, each counted once.</summary>
    long LayersSize { get; }

    /// <summary>How many bytes of each image's layers other images have too, by id.</summary>
    IReadOnlyDictionary<Digest, long> SharedSizes();

    /// <summary>Where an image's layers lie, by Docker's names.</summary>
    IReadOnlyDictionary<string, string> DirectoriesOf(ImageRecord image);

    /// <summary>What the image was made by, newest first.</summary>
    IReadOnlyList<HistoryEntry> History(string reference);

    /// <summary>Makes an image from a tar of a root file system. Returns its id.</summary>
    Task<string> ImportAsync(Stream archive, ImportOptions options, CancellationToken cancellation);

    /// <summary>Loads an archive's images, or those of one platform; returns what was loaded, in the archive's order.</summary>
    Task<IReadOnlyList<LoadedImage>> LoadAsync(Stream archive, Platform? platform, IProgress<LoadProgress> progress, CancellationToken cancellation);

    /// <summary>Brings an image in from its registry.</summary>
    Task PullAsync(PullRequest request, IPullProgress progress, CancellationToken cancellation);

    /// <summary>Sends an image to its registry.</summary>
    Task PushAsync(PushRequest request, IPushProgress progress, CancellationToken cancellation);

    /// <summary>Checks every reference before it returns a writer of the archive, so that an unknown image is an error and not a broken stream.</summary>
    Func<Stream, CancellationToken, Task> Save(IReadOnlyList<string> references);

    /// <summary>Tells who listens to events that a build made an image.</summary>
    /// <param name="id">The image.</param>
    /// <param name="names">The names it was given, as people write them.</param>
    void Made(string id, IEnumerable<string> names);

    /// <summary>Gives an image another name.</summary>
    void Tag(string source, string target);

    /// <summary>Removes a name, and the image with its last one.</summary>
    Task<IReadOnlyList<ImageDeletion>> RemoveAsync(string reference, bool force, bool prune, CancellationToken cancellation);

    /// <summary>Removes images no container uses: those without a tag and without children, or all of them.</summary>
    /// <param name="nameless">Whether only images without a tag go.</param>
    /// <param name="fits">What else is asked of an image.</param>
    /// <param name="cancellation">Stops between two images.</param>
    Task<ImagePruning> PruneAsync(bool nameless, Func<ImageRecord, bool> fits, CancellationToken cancellation);
}
