using Gantry.Build.Exporters;
using Gantry.Build.Solver;
using Gantry.Build.Solver.Steps;
using Gantry.Oci.Errors;
using Gantry.Storage.Leases;
using Gantry.Storage.Steps;

namespace Gantry.Build.CacheTransfer;

/// <summary>The caches outside that a build may use. They are read while it begins, so that their users are told of one that cannot be read; it is
/// passed over, as the build can do without.</summary>
internal sealed class CacheImports
{
    private readonly StepHost _host;
    private readonly IBuildProgress _progress;
    private readonly Lazy<Task<IReadOnlyList<ImportedSteps>>> _caches;

    public CacheImports(StepHost host, SolveRequest request, IBuildProgress progress)
    {
        (_host, _progress) = (host, progress);
        _caches = new Lazy<Task<IReadOnlyList<ImportedSteps>>>(() => ReadAsync(request));
    }

    /// <summary>Has them read, if nobody has begun to.</summary>
    public void Begin() => _ = _caches.Value;

    /// <summary>Waits until they have been read, if somebody has begun to: progress has a step for each.</summary>
    public Task SettleAsync(CancellationToken cancellation) => _caches.IsValueCreated ? _caches.Value.WaitAsync(cancellation) : Task.CompletedTask;

    /// <summary>Brings in what a step came to.</summary>
    /// <param name="key">The step's key.</param>
    /// <param name="name">What the step is called.</param>
    /// <param name="lease">Keeps it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null: no cache knows it, or none gives it.</returns>
    public async Task<StepRecord?> FindAsync(string key, string name, Lease lease, CancellationToken cancellation)
    {
        var digest = StepTrace.NameOf(key);
        foreach (var cache in await _caches.Value.WaitAsync(cancellation))
        {
            if (!cache.Steps.TryGetValue(digest, out var layers) || layers.Count == 0) continue;
            try
            {
                if (cache.Place is { } place) await _host.Store.PullLayersAsync(layers, place.OpenAsync, lease, cancellation);
                else foreach (var layer in layers) lease.Hold(layer.Blob.Digest);
                var chains = CacheDocumentWriter.Chains(layers).ToList();
                foreach (var chain in chains) lease.Hold(chain);
                if (_host.Store.Snapshots.FindLayer(chains[^1]) is null) continue;
                return new StepRecord
                {
                    Key = key,
                    Layers = layers,
                    ChainId = chains[^1],
                    Parent = chains.Count > 1 ? chains[^2] : default,
                    Description = name,
                    Created = layers[^1].Created ?? DateTimeOffset.UtcNow,
                    LastUsed = DateTimeOffset.UtcNow,
                };
            }
            catch (Exception e) when (e is GantryException or IOException)
            {
                // The step is done here then.
            }
        }

        return null;
    }

    private async Task<IReadOnlyList<ImportedSteps>> ReadAsync(SolveRequest request)
    {
        var caches = new List<ImportedSteps>();
        foreach (var location in request.CacheImports)
        {
            try
            {
                caches.Add(await ExportProgress.StepAsync(_progress, $"importing cache manifest from {CachePlaces.NameOf(location)}", shown => ReadAsync(request, location, shown)));
            }
            catch (Exception e) when (e is GantryException or IOException or System.Text.Json.JsonException)
            {
                // Its step says so.
            }
        }

        return caches;
    }

    private async Task<ImportedSteps> ReadAsync(SolveRequest request, CacheLocation location, ExportProgress shown)
    {
        if (location.Type == "registry" && Local(location) is { } local) return local;
        var place = await CachePlaces.ForImportAsync(_host, request.Session, location, CancellationToken.None);
        try
        {
            return await ImportedSteps.ReadAsync(place, mediaType => shown.Part($"inferred cache manifest type: {mediaType}"), CancellationToken.None);
        }
        catch (GantryException e) when (e.Kind == ErrorKind.NotFound && location.Type == "registry")
        {
            throw new GantryException(e.Kind, $"failed to configure registry cache importer: {place.Name}: not found", e);
        }
    }

    private ImportedSteps? Local(CacheLocation location)
    {
        try
        {
            return location.Attributes.TryGetValue("ref", out var reference) ? ImportedSteps.OfLocalImage(_host, reference) : null;
        }
        catch (GantryException)
        {
            return null; // no name of an image: the registry's place says it
        }
    }
}
