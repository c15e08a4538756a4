using Gantry.Distribution.Blobs;

namespace Gantry.Distribution.Storage;

/// <summary>
/// Where the registry's bytes are kept for good. A key is a path below the place's own beginning, <c>repositories/a/_tags/1</c>. What is kept is found as a file below
/// <see cref="Root"/>, whose time says when it was last wanted: names with what they say, content not always with its bytes. So looking for something asks nobody.
/// Writing returns when the bytes are where they are kept. One at a time changes a key (<see cref="KeyLocks"/>).
/// </summary>
internal interface IStoragePlace : IAsyncDisposable
{
    /// <summary>The directory where names are found, and uploads grow.</summary>
    string Root { get; }

    /// <summary>Where files on their way may lie.</summary>
    TemporaryFiles Temporary { get; }

    /// <summary>Keys that are hidden, and that could not be removed where they are kept.</summary>
    IReadOnlyCollection<string> Unremoved { get; }

    /// <summary>Finds out what is kept, and makes sure that nobody else changes it.</summary>
    /// <exception cref="IOException">It cannot be reached, or somebody else does.</exception>
    Task OpenAsync(CancellationToken cancellation);

    /// <summary>Keeps a name that says something, in place of what it said.</summary>
    ValueTask WriteAsync(string key, ReadOnlyMemory<byte> text);

    /// <summary>Keeps a name that says nothing but that it is there.</summary>
    ValueTask MarkAsync(string key);

    /// <summary>Keeps a small piece of content, which is wanted now.</summary>
    ValueTask AddAsync(string key, ReadOnlyMemory<byte> content);

    /// <summary>Keeps a file as content, which is wanted now, and takes the file away.</summary>
    ValueTask AdoptAsync(string key, string path, long length);

    /// <summary>How many bytes a piece of content has; null where it is not kept.</summary>
    long? Size(string key);

    /// <summary>Opens content; null where it is not kept.</summary>
    BlobReader? Open(string key);

    /// <summary>Reads a small piece of content; null where it is not kept.</summary>
    ValueTask<byte[]?> ReadAsync(string key);

    /// <summary>An address where a client gets content without this registry; null where there is none.</summary>
    Uri? AddressOf(string key);

    /// <summary>Has a key found no longer. <see cref="RemoveAsync"/> is to follow.</summary>
    /// <returns>Whether it was.</returns>
    bool Hide(string key);

    /// <summary>Removes hidden keys where they are kept.</summary>
    ValueTask RemoveAsync(params IReadOnlyCollection<string> keys);
}
