using Gantry.Oci.Images;

namespace Gantry.Storage.Checks;

/// <summary>What a check may do.</summary>
/// <param name="Repair">Whether what is wrong is put right where that can be done.</param>
/// <param name="Fetch">Asks the registries an image came from for one of its blobs; null where none has it. The blob's bytes need not be true.</param>
/// <param name="Keep">Keeps containers that stand on a layer from starting until the answer is disposed; says instead which of them runs.</param>
public sealed record CheckRequest(
    bool Repair,
    Func<IReadOnlyList<string>, Descriptor, CancellationToken, Task<Stream?>> Fetch,
    Func<Digest, CancellationToken, Task<StandStill>> Keep);

/// <summary>Containers that do not run and will not.</summary>
/// <param name="Running">One that runs all the same; null: none does.</param>
/// <param name="Release">Lets them run again.</param>
public sealed record StandStill(string? Running, Action Release) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Release();
}
