using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Build.Llb;
using Gantry.Build.Solver.Steps;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Steps;

namespace Gantry.Build.Solver;

/// <summary>Solves graphs for one build: each step once, those that do not need each other at the same time, and none whose result is kept.</summary>
/// <remarks>
/// A step is known by its operation, without its inputs' names, and by what its inputs came to: chain ids of trees, digests of the files a copy reads.
/// So it is found again wherever its inputs came from, and a file that was only touched changes nothing.
/// </remarks>
internal sealed class GraphSolver(StepContext context, SharedSteps shared)
{
    private readonly ConcurrentDictionary<Digest, Lazy<Task<IReadOnlyList<StepFiles>>>> _steps = new();

    // Done although they may be in the cache, because their user wanted it. What stands on them is then done too.
    private readonly ConcurrentDictionary<Digest, bool> _renewed = new();

    /// <summary>The build it works for.</summary>
    public StepContext Context => context;

    /// <summary>The steps that were done or found.</summary>
    public CacheTransfer.StepTrace Trace => context.Trace;

    /// <summary>Makes one result of a step.</summary>
    /// <exception cref="BuildException">A step failed.</exception>
    public async Task<StepFiles> SolveAsync(VertexOutput output, CancellationToken cancellation)
    {
        var results = await _steps.GetOrAdd(output.Vertex.Digest, _ => new Lazy<Task<IReadOnlyList<StepFiles>>>(() => Task.Run(() => StepAsync(output.Vertex, cancellation), cancellation))).Value;
        return output.Index < results.Count ? results[output.Index] : throw new GantryException(ErrorKind.Invalid, $"{output.Vertex} has no result {output.Index}");
    }

    /// <summary>One result of a step that has been made; null: it has not.</summary>
    public StepFiles? TryGet(VertexOutput output) =>
        _steps.TryGetValue(output.Vertex.Digest, out var step) && step is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } made } && output.Index < made.Result.Count ? made.Result[output.Index] : null;

    private async Task<IReadOnlyList<StepFiles>> StepAsync(Vertex vertex, CancellationToken cancellation)
    {
        context.Imports?.Begin();
        var progress = ProgressVertex.Of(vertex);
        context.Progress.Known(progress);
        var inputs = await Task.WhenAll(vertex.Inputs.Select(i => SolveAsync(i, cancellation)));
        var isCached = false;
        var isRenewed = vertex.Metadata.IgnoreCache || StandsOnRenewed(vertex);
        if (isRenewed) _renewed[vertex.Digest] = true;
        context.Progress.Started(progress);
        try
        {
            IReadOnlyList<StepFiles> results;
            switch (vertex.Operation)
            {
                case SourceOperation source:
                    results = [await SourceStep.RunAsync(context, vertex, source, cancellation)];
                    break;
                case MergeOperation when LinkedCopy.Is(vertex) && !LinkedCopy.Fits(inputs[0], inputs[1]):
                    var copy = LinkedCopy.InPlace(vertex);
                    (results, isCached) = await KeptAsync(copy, await Task.WhenAll(copy.Inputs.Select(i => SolveAsync(i, cancellation))), isRenewed, cancellation);
                    break;
                case MergeOperation merge:
                    (var merged, isCached) = await MergeAsync(merge, inputs, cancellation);
                    results = [merged];
                    isCached &= !isRenewed;
                    break;
                case DiffOperation diff:
                    results = [await DiffAsync(diff, inputs, cancellation)];
                    break;
                default:
                    (results, isCached) = await KeptAsync(vertex, inputs, isRenewed, cancellation);
                    break;
            }

            // Nobody counts on what a frontend adds by itself.
            context.Progress.Completed(progress, isCached && !progress.Name.StartsWith("[internal]", StringComparison.Ordinal), null);
            return results;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            context.Progress.Completed(progress, cached: false, e.Message);
            throw e is BuildException ? e : new BuildException(e.Message, e) { Vertex = vertex };
        }
        catch (OperationCanceledException)
        {
            context.Progress.Completed(progress, cached: false, "context canceled");
            throw;
        }
    }

    private async Task<(IReadOnlyList<StepFiles> Results, bool IsCached)> KeptAsync(Vertex vertex, IReadOnlyList<StepFiles> inputs, bool isRenewed, CancellationToken cancellation)
    {
        if (vertex.Operation is ExecOperation program) Entitlements.Check(program, context.Allowed);
        string key;
        try
        {
            key = KeyOf(vertex, inputs, cancellation);
        }
        catch (BuildException e)
        {
            throw new BuildException($"failed to compute cache key: {e.Message}", e) { Vertex = vertex };
        }

        if (!isRenewed && Find(vertex, key) is { } kept) return (kept, true);
        if (!isRenewed && await ImportAsync(vertex, key, cancellation) && Find(vertex, key) is { } foreign) return (foreign, true);
        return await SharedAsync(vertex, inputs, key, isRenewed, cancellation);
    }

    /// <summary>Makes a step, or waits for another build that is making it: builds that come to one step at the same time do it once.</summary>
    private async Task<(IReadOnlyList<StepFiles> Results, bool IsCached)> SharedAsync(Vertex vertex, IReadOnlyList<StepFiles> inputs, string key, bool isRenewed, CancellationToken cancellation)
    {
        // Where the client gives something for the step, the step ends with it; any other goes on for those who still wait.
        var needsClient = inputs.Any(i => i is DirectoryFiles) || (vertex.Operation is ExecOperation program && AsksClient(program));
        var shownKey = isRenewed ? "anew " + key : key;
        while (true)
        {
            var (step, isFirst) = shared.Join(
                shownKey,
                context.Progress,
                vertex.Digest,
                async making =>
                {
                    using var ends = CancellationTokenSource.CreateLinkedTokenSource(making.Abandoned, needsClient ? cancellation : default);
                    return await MakeAsync(vertex, inputs, key, isRenewed, making, ends.Token);
                },
                outlasts: isRenewed);
            var isHeld = false;
            try
            {
                var made = await step.Made.WaitAsync(cancellation);
                foreach (var record in made.Records) context.Hold(shared.Use(record.Key));
                var results = made.Records.Select(r => Take(r, context.Lease) ?? throw new GantryException(ErrorKind.Internal, $"{vertex} is gone")).ToList();
                made.Records.ToList().ForEach(context.Trace.Add);
                if (isRenewed) context.Hold(new Departure(() => _ = shared.LeaveAsync(shownKey, step, context.Progress)));
                isHeld = isRenewed;
                return (results, made.IsCached);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // The client has left whose files it needed.
            }
            catch (BuildException e) when (!isFirst)
            {
                throw new BuildException(e.Message, e) { Vertex = vertex, ExitCode = e.ExitCode };
            }
            finally
            {
                // What the client gave goes with the build: not before the step has ended.
                if (isFirst && needsClient) await step.Made.ContinueWith(_ => { }, TaskScheduler.Default);
                if (!isHeld) await shared.LeaveAsync(shownKey, step, context.Progress);
            }
        }
    }

    private static bool AsksClient(ExecOperation program) =>
        program.SecretVariables.Count > 0 || program.Mounts.Any(m => m.Kind is ExecMountKind.Secret or ExecMountKind.Ssh);

    private async Task<MadeStep> MakeAsync(Vertex vertex, IReadOnlyList<StepFiles> inputs, string key, bool isRenewed, SharedStep making, CancellationToken cancellation)
    {
        if (!isRenewed && Known() is { } others) return new MadeStep(others, IsCached: true);
        foreach (var input in inputs.OfType<LayeredFiles>()) Hold(input.Layers, making.Lease);
        var own = context with { Progress = making, Lease = making.Lease };
        var results = vertex.Operation switch
        {
            ExecOperation exec => await new ExecStep(own, vertex, exec, inputs, cancellation).RunAsync(),
            FileOperation file => await new FileStep(own, vertex, file, inputs, cancellation).RunAsync(),
            var other => throw new GantryException(ErrorKind.NotImplemented, $"{other.DefaultName} is no step that is known here"),
        };
        var records = results.Select((r, index) => Record(vertex, $"{key}-{index}", (LayeredFiles)r)).ToList();
        records.ForEach(shared.Made);
        return new MadeStep(records, IsCached: false);

        List<StepRecord>? Known()
        {
            var known = new List<StepRecord>();
            for (var index = 0; index < vertex.Operation.Outputs; index++)
                if (shared.Find($"{key}-{index}") is { } record && Take(record, making.Lease) is not null) known.Add(record);
            return known.Count == vertex.Operation.Outputs ? known : null;
        }
    }

    /// <summary>Whether the tree that a step changes was made anew. What it merely reads is known by its content.</summary>
    private bool StandsOnRenewed(Vertex vertex)
    {
        var below = vertex.Operation switch
        {
            ExecOperation exec => exec.Mounts.Where(m => m.Destination == "/").Select(m => m.Input),
            FileOperation file => file.Actions.Select(a => a.Input),
            MergeOperation merge => merge.Inputs,
            _ => [],
        };
        return below.Any(input => input != Operation.NoInput && input < vertex.Inputs.Count && _renewed.ContainsKey(vertex.Inputs[input].Vertex.Digest));
    }

    /// <summary>Brings in what a step came to from a cache outside.</summary>
    private async Task<bool> ImportAsync(Vertex vertex, string key, CancellationToken cancellation)
    {
        if (context.Imports is not { } imports) return false;
        for (var index = 0; index < vertex.Operation.Outputs; index++)
        {
            if (await imports.FindAsync($"{key}-{index}", vertex.Name, context.Lease, cancellation) is not { } record) return false;
            shared.Made(record);
        }

        return true;
    }

    private List<StepFiles>? Find(Vertex vertex, string key)
    {
        var results = new List<StepFiles>();
        for (var index = 0; index < vertex.Operation.Outputs; index++)
        {
            // In use first, then looked for: it can't go any more.
            context.Hold(shared.Use($"{key}-{index}"));
            if (shared.Find($"{key}-{index}") is not { } record || Take(record, context.Lease) is not { } files) return null;
            results.Add(files);
            context.Trace.Add(record);
        }

        return results;
    }

    /// <summary>The files of a result that is kept; null: they are gone.</summary>
    private LayeredFiles? Take(StepRecord record, Storage.Leases.Lease lease)
    {
        // Held first, then looked for: it can't go any more.
        Hold(record.Layers, lease);
        var files = new LayeredFiles(context.Host.Store, record.Layers);
        return files.ChainId.IsEmpty || context.Host.Store.Snapshots.FindLayer(files.ChainId) is not null ? files : null;
    }

    private static void Hold(IReadOnlyList<TreeLayer> layers, Storage.Leases.Lease lease)
    {
        Digest chain = default;
        foreach (var layer in layers)
        {
            lease.Hold(layer.Blob.Digest);
            lease.Hold(chain = Storage.Snapshots.ChainId.Of(chain, layer.DiffId));
        }
    }

    private static StepRecord Record(Vertex vertex, string key, LayeredFiles files) => new()
    {
        Key = key,
        Layers = files.Layers,
        ChainId = files.ChainId,
        Parent = files.Layers.Take(files.Layers.Count - 1).Aggregate(default(Digest), (chain, layer) => Storage.Snapshots.ChainId.Of(chain, layer.DiffId)),
        Description = vertex.Operation is ExecOperation program ? $"mount / from exec {program.DefaultName}" : vertex.Name,
        Created = DateTimeOffset.UtcNow,
        LastUsed = DateTimeOffset.UtcNow,
    };

    /// <summary>Changes with what results are made of, so that what was kept before is not found: steps that wrote nothing had no layer once.</summary>
    private static ReadOnlySpan<byte> ResultsForm => "2\n"u8;

    private string KeyOf(Vertex vertex, IReadOnlyList<StepFiles> inputs, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(ResultsForm);
        hash.AppendData(OperationEncoder.Encode(vertex.Operation, [], vertex.Platform, []));
        var read = vertex.Operation is FileOperation file ? file.Actions.Where(a => a is CopyAction).Select(a => a.SecondaryInput).ToHashSet() : [];
        var isRead = vertex.Operation is FileOperation written ? read.Except(written.Actions.Select(a => a.Input)).ToHashSet() : [];
        for (var index = 0; index < inputs.Count; index++)
        {
            var identity = isRead.Contains(index) ? "read"
                : inputs[index] is DirectoryFiles directory && vertex.Operation is ExecOperation exec ? Content(exec, index, directory, cancellation)
                : inputs[index].Identity;
            hash.AppendData(Encoding.UTF8.GetBytes($"\n{vertex.Inputs[index].Index} {identity}"));
        }

        if (vertex.Operation is FileOperation operation)
            foreach (var digest in new FileStep(context, vertex, operation, inputs, cancellation).Digests()) hash.AppendData(Encoding.UTF8.GetBytes("\n" + digest));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>A directory that a program sees is known by the content of the parts it sees.</summary>
    private static string Content(ExecOperation exec, int input, DirectoryFiles directory, CancellationToken cancellation)
    {
        using var open = directory.Open();
        return string.Join(' ', exec.Mounts.Where(m => m.Input == input).Select(m =>
        {
            var path = Storage.Trees.TreeCopy.Resolve(open.Tree, m.Selector.Length == 0 ? "/" : m.Selector);
            return Storage.Trees.TreeCopy.Status(open.Tree, path) is null
                ? throw new BuildException($"failed to calculate checksum of ref {Guid.NewGuid():N}::{Guid.NewGuid():N}: \"{m.Selector}\": not found")
                : directory.DigestOf(open.Tree, path, null, cancellation);
        }));
    }

    /// <summary>Lays trees over each other. It was done before where all layers lie on each other already.</summary>
    private async Task<(StepFiles Files, bool IsCached)> MergeAsync(MergeOperation merge, IReadOnlyList<StepFiles> inputs, CancellationToken cancellation)
    {
        var layers = new List<TreeLayer>();
        Digest chain = default;
        var isCached = true;
        foreach (var input in merge.Inputs.Where(i => i != Operation.NoInput))
        {
            var files = await TreeCopies.ToLayersAsync(context, inputs[input], cancellation);
            foreach (var layer in files.Layers)
            {
                isCached &= context.Host.Store.Snapshots.FindLayer(Storage.Snapshots.ChainId.Of(chain, layer.DiffId)) is not null;
                chain = await context.Host.Store.Steps.RebaseAsync(chain, layer, context.Lease, cancellation);
                layers.Add(layer);
            }
        }

        return (new LayeredFiles(context.Host.Store, layers), isCached);
    }

    /// <summary>What one tree has over another that it was made of; of trees that have nothing to do with each other, all of it.</summary>
    private async Task<LayeredFiles> DiffAsync(DiffOperation diff, IReadOnlyList<StepFiles> inputs, CancellationToken cancellation)
    {
        var lower = diff.Lower == Operation.NoInput ? [] : (await TreeCopies.ToLayersAsync(context, inputs[diff.Lower], cancellation)).Layers;
        var upper = diff.Upper == Operation.NoInput ? [] : (await TreeCopies.ToLayersAsync(context, inputs[diff.Upper], cancellation)).Layers;
        var isBase = lower.Count <= upper.Count && lower.Select(l => l.DiffId).SequenceEqual(upper.Take(lower.Count).Select(l => l.DiffId));
        IReadOnlyList<TreeLayer> layers = isBase ? [.. upper.Skip(lower.Count)] : upper;
        Digest chain = default;
        foreach (var layer in layers) chain = await context.Host.Store.Steps.RebaseAsync(chain, layer, context.Lease, cancellation);
        return new LayeredFiles(context.Host.Store, layers);
    }

    /// <summary>What is done at the build's end.</summary>
    private sealed class Departure(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
