using System.Text;

using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Build.Solver;

namespace Gantry.Build.Tests.Support;

/// <summary>Builds nothing, and says so as a real one would: the context is fetched, a step is done, and it fails where it is told to.</summary>
public sealed class FakeBuilder : IBuilder
{
    /// <summary>Where contexts go; null: they are not fetched.</summary>
    public string? ContextDirectory { get; set; }

    /// <summary>How the step fails; null: it does not.</summary>
    public BuildException? Failure { get; set; }

    public List<SolveRequest> Solves { get; } = [];

    public List<ExportRequest> Exports { get; } = [];

    public List<PruneRequest> Prunes { get; } = [];

    public static Vertex Step { get; } = Vertex.Create(
        new SourceOperation("local://context", new Dictionary<string, string>()),
        [],
        new VertexMetadata
        {
            Description = new Dictionary<string, string> { [VertexMetadata.CustomName] = "[1/1] RUN exit 3" },
            Locations = [new SourceLocation(new SourceText("Dockerfile", "FROM scratch\n\nRUN exit 3\n"u8.ToArray(), "Dockerfile"), [new SourceRange(3, 0, 3, 10)])],
        });

    public async Task<SolveResult> SolveAsync(SolveRequest request, IBuildProgress progress, CancellationToken cancellation)
    {
        Solves.Add(request);
        var vertex = ProgressVertex.Of(Step);
        progress.Started(vertex);
        if (ContextDirectory is { } directory && request.Session is { } session)
            await session.SyncDirectoryAsync(new Gantry.Build.Sessions.DirectoryRequest("context"), directory, bytes => progress.Status(vertex.Digest, new BuildStatus("transferring", bytes, 0, DateTimeOffset.UtcNow, null)), cancellation);
        progress.Log(vertex.Digest, 1, "hello\n"u8);
        progress.Completed(vertex, cached: false, Failure?.Message);
        if (Failure is not null) throw Failure;
        return new Result
        {
            Reference = new Reference(),
            Metadata = new Dictionary<string, ReadOnlyMemory<byte>> { ["containerimage.config"] = "{}"u8.ToArray() },
        };
    }

    public Task<IReadOnlyDictionary<string, string>> ExportAsync(ExportRequest request, IBuildProgress progress, CancellationToken cancellation)
    {
        Exports.Add(request);
        return Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string> { ["containerimage.digest"] = Step.Digest.Value });
    }

    public Task<IReadOnlyList<BuildStatement>> AttestAsync(SolveResult result, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<BuildStatement>>([new BuildStatement("", "https://slsa.dev/provenance/v0.2", "{}"u8.ToArray())]);

    public byte[]? TryRead(Gantry.Oci.Images.Digest document) => null;

    public Task<SourceAnswer> ResolveSourceAsync(SourceQuery query, IBuildProgress progress, CancellationToken cancellation) =>
        Task.FromResult(new SourceAnswer(query.Source) { ImageDigest = Step.Digest, ImageConfig = query.WantsConfig ? "{}"u8.ToArray() : null });

    public Task<IReadOnlyList<CacheRecord>> UsageAsync(IReadOnlyList<string> filters, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<CacheRecord>>([new CacheRecord { Id = "one", Size = 5, Created = DateTimeOffset.UnixEpoch }]);

    public async IAsyncEnumerable<CacheRecord> PruneAsync(PruneRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        Prunes.Add(request);
        await Task.Yield();
        yield return new CacheRecord { Id = "one", Size = 5, Created = DateTimeOffset.UnixEpoch };
    }

    private sealed class Result : SolveResult
    {
        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Reference : IResultReference
    {
        public VertexOutput Output { get; } = Step.Output();

        public Task EvaluateAsync(CancellationToken cancellation) => Task.CompletedTask;

        public Task<ReadOnlyMemory<byte>> ReadFileAsync(string path, long offset, int? length, CancellationToken cancellation) =>
            Task.FromResult<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes($"{path} {offset} {length}"));

        public Task<IReadOnlyList<ResultEntry>> ReadDirectoryAsync(string path, string pattern, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<ResultEntry>>([new ResultEntry("a", 0x81A4, 0, 0, 1, 2)]);

        public Task<ResultEntry> StatusAsync(string path, CancellationToken cancellation) => Task.FromResult(new ResultEntry(path, 0x41ED, 0, 0, 1, 2));
    }
}
