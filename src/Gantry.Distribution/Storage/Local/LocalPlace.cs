using Gantry.Distribution.Blobs;
using Gantry.Linux.Files;

namespace Gantry.Distribution.Storage.Local;

/// <summary>A directory that keeps everything: each key is a file, complete and durable when it has its name.</summary>
internal sealed class LocalPlace : IStoragePlace
{
    private readonly DirectoryClaim? claim;

    /// <param name="root">The directory.</param>
    /// <param name="readOnly">Whether nothing is ever changed.</param>
    /// <exception cref="IOException">Another registry changes it.</exception>
    public LocalPlace(string root, bool readOnly)
    {
        Root = root;
        claim = readOnly ? null : new DirectoryClaim(root);
        Temporary = new TemporaryFiles(root, isOwner: !readOnly);
    }

    public string Root { get; }

    public TemporaryFiles Temporary { get; }

    public IReadOnlyCollection<string> Unremoved => [];

    public Task OpenAsync(CancellationToken cancellation) => Task.CompletedTask;

    public ValueTask WriteAsync(string key, ReadOnlyMemory<byte> text)
    {
        Durable.Write(PathOf(key), Temporary.Next(), text.Span);
        return ValueTask.CompletedTask;
    }

    public ValueTask MarkAsync(string key)
    {
        Durable.Mark(PathOf(key));
        return ValueTask.CompletedTask;
    }

    public ValueTask AddAsync(string key, ReadOnlyMemory<byte> content) => WriteAsync(key, content);

    public ValueTask AdoptAsync(string key, string path, long length)
    {
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
            OpenFile.Synchronize(file, path);
        Durable.Move(path, PathOf(key));
        return ValueTask.CompletedTask;
    }

    public long? Size(string key) => new FileInfo(PathOf(key)) is { Exists: true } file ? file.Length : null;

    public BlobReader? Open(string key)
    {
        try
        {
            return new FileBlobReader(File.OpenHandle(PathOf(key)));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public ValueTask<byte[]?> ReadAsync(string key)
    {
        try
        {
            return ValueTask.FromResult<byte[]?>(File.ReadAllBytes(PathOf(key)));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return ValueTask.FromResult<byte[]?>(null);
        }
    }

    public Uri? AddressOf(string key) => null;

    public bool Hide(string key) => Durable.Remove(PathOf(key));

    public ValueTask RemoveAsync(params IReadOnlyCollection<string> keys) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        claim?.Dispose();
        return ValueTask.CompletedTask;
    }

    private string PathOf(string key) => Path.Combine(Root, key);
}
