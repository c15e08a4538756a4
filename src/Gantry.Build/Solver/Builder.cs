using System.Text;

using Gantry.Build.Attestations;
using Gantry.Build.CacheTransfer;
using Gantry.Build.Exporters;
using Gantry.Build.Frontend;
using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Build.Solver.Cache;
using Gantry.Build.Solver.Steps;
using Gantry.Engine.Images.Pulls;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;

namespace Gantry.Build.Solver;

/// <summary>Builds, for BuildKit's clients.</summary>
internal sealed class Builder(StepHost host, IReadOnlyList<PruneRequest> rules, BuildGrants grants) : IBuilder
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5); // builds that never rest

    private readonly SharedSteps _shared = new(host.Store);

    private BuildCache Cache => new(host, _shared);

    private long _exported;
    private int _isCleaning;

    public async Task<SolveResult> SolveAsync(SolveRequest request, IBuildProgress progress, CancellationToken cancellation)
    {
        Entitlements.CheckWishes(request.Entitlements, grants);
        var context = new StepContext(host, request.Session, progress, host.Store.Leases.Take(), [])
        {
            Allowed = request.Entitlements,
            Request = request,
            Usage = new UsageSampler(TimeProvider.System),
            Imports = request.CacheImports.Count == 0 ? null : new CacheImports(host, request, progress),
        };
        context.Hold(context.Usage);
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

                    result = await DockerfileAsync(context, solver, request, options, cancellation);
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

    /// <summary>Has the Dockerfile turned into graphs, one for each platform that is wanted.</summary>
    private async Task<BuiltResult> DockerfileAsync(StepContext context, GraphSolver solver, SolveRequest request, FrontendOptions options, CancellationToken cancellation)
    {
        var bill = BillWish.Read(context.Request.Options.GetValueOrDefault("attest:sbom"));
        var metadata = new Dictionary<string, ReadOnlyMemory<byte>>();
        if (options.BuildArguments.GetValueOrDefault("SOURCE_DATE_EPOCH") is { Length: > 0 } epoch)
        {
            EpochText.Read(epoch);
            metadata["source.date.epoch"] = Encoding.UTF8.GetBytes(epoch);
        }

        if (!options.IsMultiPlatform)
        {
            var (stage, scanned) = await new DockerfileFrontend(context, solver, options, request.Inputs) { Bill = bill }.BuildAsync(cancellation);
            metadata["containerimage.config"] = stage.Image.Describe();
            return new BuiltResult(context, _shared, stage.Image) { Reference = Reference(stage, scanned), Metadata = metadata };
        }

        var references = new Dictionary<string, IResultReference?>();
        IReadOnlyList<Platform> platforms = options.Platforms.Count > 0 ? options.Platforms : [PlatformChoice.Host];
        foreach (var platform in platforms)
        {
            var (stage, scanned) = await new DockerfileFrontend(context, solver, options.For(platform), request.Inputs) { Bill = bill }.BuildAsync(cancellation);
            references[platform.ToString()] = Reference(stage, scanned);
            metadata[$"containerimage.config/{platform}"] = stage.Image.Describe();
        }

        metadata["refs.platforms"] = ResultParts.Write(platforms);
        return new BuiltResult(context, _shared, null) { References = references, Metadata = metadata };

        BuiltReference? Reference(BuildStage stage, VertexOutput? scanned) => stage.State is { } state ? new BuiltReference(solver, state) { Bill = scanned } : null;
    }

    public async Task<IReadOnlyDictionary<string, string>> ExportAsync(ExportRequest request, IBuildProgress progress, CancellationToken cancellation)
    {
        CleanSoon();
        var answer = new Dictionary<string, string>();
        foreach (var reference in BuiltReference.Of(request.Result)) await reference.CompleteAsync(cancellation);
        foreach (var exporter in request.Exporters)
            foreach (var (name, value) in await new ResultExporter(host, request, progress).ExportAsync(exporter, cancellation)) answer[name] = value;
        foreach (var cache in request.CacheExports.Where(c => c.Type != "inline"))
            foreach (var (name, value) in await new CacheExport(host, request, cache, progress).RunAsync(cancellation)) answer[name] = value;
        return answer;
    }

    public Task<IReadOnlyList<BuildStatement>> AttestAsync(SolveResult result, CancellationToken cancellation)
    {
        var statements = new List<BuildStatement>();
        foreach (var (key, reference) in result.References.Append(new("", result.Reference)))
        {
            if (reference is not BuiltReference built) continue;
            var provenance = built.Attest(new ProvenanceWish { BuilderId = built.Wish?.BuilderId ?? "" }, built.Context.Usage);
            statements.Add(new BuildStatement(key, provenance.PredicateType, provenance.Write()));
        }

        return Task.FromResult<IReadOnlyList<BuildStatement>>(statements);
    }

    public byte[]? TryRead(Digest document)
    {
        try
        {
            return host.Store.Content.ReadDocument(document);
        }
        catch (GantryException e) when (e.Kind == ErrorKind.NotFound)
        {
            return null;
        }
    }

    public async Task<SourceAnswer> ResolveSourceAsync(SourceQuery query, IBuildProgress progress, CancellationToken cancellation)
    {
        if (query.Source.Scheme == "oci-layout")
        {
            var layout = await LayoutSource.ReadAsync(query.Session, query.Source.Attribute(SourceAttributes.OciLayoutStore) ?? "", Reference.Parse(query.Source.Name).Digest, query.Platform, cancellation);
            return new SourceAnswer(query.Source) { ImageDigest = layout.Digest, ImageConfig = query.WantsConfig ? layout.Config : null };
        }

        if (query.Source.Scheme != "docker-image") return new SourceAnswer(query.Source);
        using var lease = host.Store.Leases.Take();
        var image = await SourceStep.ImageAsync(new StepContext(host, query.Session, progress, lease, []), query.Source.Name, query.Platform, query.ResolveMode, cancellation);
        return new SourceAnswer(query.Source) { ImageDigest = image.Manifest.Digest, ImageConfig = query.WantsConfig ? host.Store.Content.ReadDocument(image.Id) : null };
    }

    public Task<IReadOnlyList<CacheRecord>> UsageAsync(IReadOnlyList<string> filters, CancellationToken cancellation)
    {
        var filter = CacheFilter.Parse(filters, "diskusage");
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

    /// <summary>Has the cache cleaned by the administrator's rules when builds have come to rest: it measures what every step takes on disk, and a build would feel that.</summary>
    private void CleanSoon()
    {
        Interlocked.Exchange(ref _exported, Environment.TickCount64);
        if (Interlocked.Exchange(ref _isCleaning, 1) == 0) _ = CleanAsync();
    }

    private async Task CleanAsync()
    {
        var from = Environment.TickCount64;
        do await Task.Delay(Rest);
        while (Environment.TickCount64 - Interlocked.Read(ref _exported) < Rest.TotalMilliseconds && Environment.TickCount64 - from < LongestWait.TotalMilliseconds);

        Interlocked.Exchange(ref _isCleaning, 0);
        try
        {
            foreach (var rule in rules)
                await foreach (var _ in PruneAsync(rule, CancellationToken.None)) continue;
        }
        catch (Exception e) when (e is GantryException or IOException or UnauthorizedAccessException)
        {
            // What could not go now goes the next time.
        }
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

    /// <summary>The directory in which a scanner says what is in it; null: nobody has asked one.</summary>
    public VertexOutput? Bill { get; init; }

    /// <summary>The build it is of.</summary>
    public StepContext Context => solver.Context;

    /// <summary>Says how it came to be.</summary>
    /// <param name="wish">How much is said.</param>
    /// <param name="usage">How busy the host was; null: it is not told.</param>
    public Provenance Attest(ProvenanceWish wish, UsageSampler? usage = null) => new(wish, BuildMaterials.Of(solver.Context, Output), Output, PlatformChoice.Host)
    {
        Started = solver.Context.Started,
        Finished = DateTimeOffset.UtcNow,
        LayersOf = LayersOf,
        Usage = usage,
    };

    /// <summary>The layers of one of the build's steps, where all of them left this host or became layers of its images.</summary>
    private IReadOnlyList<Descriptor>? LayersOf(VertexOutput output)
    {
        if (solver.TryGet(output) is not LayeredFiles files) return null;
        var layers = files.Layers.Select(l => solver.Context.Exported.GetValueOrDefault(l.DiffId)).OfType<Descriptor>().ToList();
        return layers.Count == files.Layers.Count ? layers : null;
    }

    /// <summary>What the client wants to have said of it; null: nothing.</summary>
    public ProvenanceWish? Wish => ProvenanceWish.Read(solver.Context.Request.Options.GetValueOrDefault("attest:provenance"));

    /// <summary>The steps of its build that were done or found.</summary>
    public StepTrace Trace => solver.Trace;

    /// <summary>Those of a result.</summary>
    public static IReadOnlyList<BuiltReference> Of(SolveResult result) => [.. result.References.Values.Append(result.Reference).OfType<BuiltReference>()];

    /// <summary>The files.</summary>
    public Task<StepFiles> FilesAsync(CancellationToken cancellation) => solver.SolveAsync(Output, cancellation);

    public async Task EvaluateAsync(CancellationToken cancellation) => await FilesAsync(cancellation);

    /// <summary>Makes it, and has it scanned where that is wanted.</summary>
    public async Task CompleteAsync(CancellationToken cancellation)
    {
        await FilesAsync(cancellation);
        if (Bill is not null) await solver.SolveAsync(Bill, cancellation);
        if (solver.Context.Imports is { } imports) await imports.SettleAsync(cancellation);
    }

    /// <summary>All that is to be said of it.</summary>
    /// <param name="inImage">Whether it goes with an image: what is wanted there alone is left out elsewhere.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<Claim>> ClaimsAsync(bool inImage, CancellationToken cancellation)
    {
        IReadOnlyList<Claim> claims = Bill is null ? [] : BillFiles.Read(await solver.SolveAsync(Bill, cancellation));
        if (Wish is not { } wish || (wish.InlineOnly && !inImage)) return claims;
        var provenance = Attest(wish);
        return [.. claims, new Claim(provenance.PredicateType, "provenance.json", provenance.Write)];
    }

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
