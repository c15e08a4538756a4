using Gantry.Build.Exporters;
using Gantry.Build.Frontend;
using Gantry.Build.Graph;
using Gantry.Build.Solver.Cache;
using Gantry.Build.Solver.Steps;
using Gantry.Oci.Errors;

namespace Gantry.Build.Solver;

/// <summary>Builds, for BuildKit's clients.</summary>
internal sealed class Builder(StepHost host, IReadOnlyList<PruneRequest> rules) : IBuilder
{
    private const int CleaningInterval = 60_000;

    private readonly SharedSteps _shared = new(host.Store);

    private BuildCache Cache => new(host, _shared);

    private long _cleaned = Environment.TickCount64;

    public async Task<SolveResult> SolveAsync(SolveRequest request, IBuildProgress progress, CancellationToken cancellation)
    {
        Entitlements.CheckWishes(request.Entitlements);
        var context = new StepContext(host, request.Session, progress, host.Store.Leases.Take(), []) { Allowed = request.Entitlements };
        var solver = new GraphSolver(context, _shared);
        try
        {
            BuiltResult result;
            switch (request.Frontend)
            {
                case "" when request.Definition is { } definition:
                    result = new BuiltResult(context, _shared, null) { Reference = definition.Root is { } root ? new BuiltReference(solver, root) : null };
                    break;
                case "dockerfile.v0":
                    var options = new FrontendOptions(request.Options);
                    var frontend = new DockerfileFrontend(context, solver, options, request.Inputs);
                    if (options.Request.Length > 0)
                    {
                        result = new BuiltResult(context, _shared, null) { Metadata = await frontend.DescribeAsync(cancellation) };
                        break;
                    }

                    var stage = await frontend.BuildAsync(cancellation);
                    result = new BuiltResult(context, _shared, stage.Image)
                    {
                        Reference = stage.State is { } state ? new BuiltReference(solver, state) : null,
                        Metadata = new Dictionary<string, ReadOnlyMemory<byte>> { ["containerimage.config"] = stage.Image.Describe() },
                    };
                    break;
                default:
                    throw new GantryException(ErrorKind.Invalid, $"frontend {request.Frontend} is not known here");
            }

            if (request.Evaluate && result.Reference is { } reference) await reference.EvaluateAsync(cancellation);
            return result;
        }
        catch
        {
            await BuiltResult.EndAsync(context, _shared);
            throw;
        }
    }

    public async Task<IReadOnlyDictionary<string, string>> ExportAsync(ExportRequest request, IBuildProgress progress, CancellationToken cancellation)
    {
        CleanSoon();
        var answer = new Dictionary<string, string>();
        if (request.CacheExports.FirstOrDefault(c => c.Type != "inline") is { } cache) throw new GantryException(ErrorKind.NotImplemented, $"cache export to {cache.Type} is not possible with this builder");
        if (request.Exporters.Count == 0 && request.Result.Reference is { } only) await only.EvaluateAsync(cancellation);
        foreach (var exporter in request.Exporters)
            foreach (var (name, value) in await new ResultExporter(host, request, progress).ExportAsync(exporter, cancellation)) answer[name] = value;
        return answer;
    }

    public async Task<SourceAnswer> ResolveSourceAsync(SourceQuery query, IBuildProgress progress, CancellationToken cancellation)
    {
        if (query.Source.Scheme != "docker-image") return new SourceAnswer(query.Source);
        using var lease = host.Store.Leases.Take();
        var image = await SourceStep.ImageAsync(new StepContext(host, query.Session, progress, lease, []), query.Source.Name, query.Platform, query.ResolveMode, cancellation);
        return new SourceAnswer(query.Source) { ImageDigest = image.Manifest.Digest, ImageConfig = query.WantsConfig ? host.Store.Content.ReadDocument(image.Id) : null };
    }

    public Task<IReadOnlyList<CacheRecord>> UsageAsync(IReadOnlyList<string> filters, CancellationToken cancellation)
    {
        var filter = CacheFilter.Parse(filters);
        return Task.Run<IReadOnlyList<CacheRecord>>(() => [.. Cache.Parts().Select(p => p.Record).Where(filter.Matches)], cancellation);
    }

    public async IAsyncEnumerable<CacheRecord> PruneAsync(PruneRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var cache = Cache;
        var going = await Task.Run(() => CachePruning.Plan(cache.Parts(), request, cache.FreeBytes, DateTimeOffset.UtcNow), cancellation);
        var removed = new List<CachePart>();
        try
        {
            foreach (var part in going)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!cache.Remove(part)) continue;
                removed.Add(part);
                yield return part.Record;
            }
        }
        finally
        {
            cache.Collect(removed);
        }
    }

    /// <summary>Cleans the cache by the administrator's rules beside a build, at most once a minute.</summary>
    private void CleanSoon()
    {
        var last = Interlocked.Read(ref _cleaned);
        if (Environment.TickCount64 - last < CleaningInterval || Interlocked.CompareExchange(ref _cleaned, Environment.TickCount64, last) != last) return;
        _ = Task.Run(async () =>
        {
            try
            {
                foreach (var rule in rules)
                    await foreach (var _ in PruneAsync(rule, CancellationToken.None)) continue;
            }
            catch (Exception e) when (e is GantryException or IOException or UnauthorizedAccessException)
            {
                // What could not go now goes the next time.
            }
        });
    }
}

/// <summary>What a solve came to, with what keeps it.</summary>
internal sealed class BuiltResult(StepContext context, SharedSteps shared, StageImage? image) : SolveResult
{
    /// <summary>The configuration of the image it can become; null: the client's graph has none.</summary>
    public StageImage? Image { get; } = image;

    public override async ValueTask DisposeAsync() => await EndAsync(context, shared);

    /// <summary>What was made is kept, the rest let go of.</summary>
    public static async Task EndAsync(StepContext context, SharedSteps shared)
    {
        try
        {
            await Task.Run(shared.Flush);
        }
        finally
        {
            lock (context.Held) context.Held.ForEach(h => h.Dispose());
            context.Lease.Dispose();
        }
    }
}

/// <summary>One result, made when somebody looks into it.</summary>
internal sealed class BuiltReference(GraphSolver solver, VertexOutput output) : IResultReference
{
    public VertexOutput Output { get; } = output;

    /// <summary>The files.</summary>
    public Task<StepFiles> FilesAsync(CancellationToken cancellation) => solver.SolveAsync(Output, cancellation);

    public async Task EvaluateAsync(CancellationToken cancellation) => await FilesAsync(cancellation);

    public async Task<ReadOnlyMemory<byte>> ReadFileAsync(string path, long offset, int? length, CancellationToken cancellation)
    {
        using var files = (await FilesAsync(cancellation)).Open();
        return ResultFiles.Read(files.Tree, path, offset, length);
    }

    public async Task<IReadOnlyList<ResultEntry>> ReadDirectoryAsync(string path, string pattern, CancellationToken cancellation)
    {
        using var files = (await FilesAsync(cancellation)).Open();
        return ResultFiles.List(files.Tree, path, pattern);
    }

    public async Task<ResultEntry> StatusAsync(string path, CancellationToken cancellation)
    {
        using var files = (await FilesAsync(cancellation)).Open();
        return ResultFiles.Status(files.Tree, path);
    }
}
