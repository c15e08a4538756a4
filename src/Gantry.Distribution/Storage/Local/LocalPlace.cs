using Gantry.Distribution.Blobs;
using Gantry.Linux.Files;

namespace Gantry.Distribution.Storage.Local;

/// <summary>A directory that keeps everything: each key is a file, complete and durable when it has its name.</summary>
/// <param name="root">The directory.</param>
internal sealed class LocalPlace(string root) : IStoragePlace
{
    public string Root { get; } = root;

    public TemporaryFiles Temporary { get; } = new(root);

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

    public ValueTask RemoveAsync(string key) => ValueTask.CompletedTask;

    public void Dispose()
    {
    }

    private string PathOf(string key) => Path.Combine(Root, key);
}
