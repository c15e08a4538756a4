using Gantry.Engine.Containers;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Images;

namespace Gantry.Build.Classic;

/// <summary>Finds the image a step made before: a child of the image at hand that was made from the same configuration.</summary>
internal sealed class StepCache
{
    private readonly ImageStore _store;
    private readonly ClassicOptions _options;
    private readonly IBuildOutput _output;
    private List<ImageRecord> _sources = [];

    public StepCache(ImageStore store, ClassicOptions options, IBuildOutput output)
    {
        _store = store;
        _options = options;
        _output = output;
        foreach (var name in options.CacheFrom)
        {
            try
            {
                _sources.Add(store.Resolve(name));
            }
            catch (GantryException)
            {
                // An image that is not here has nothing to offer.
            }
        }
    }

    /// <summary>Whether the step is there; then the stage is moved on to its image.</summary>
    public bool Take(StageState stage, ContainerConfig config)
    {
        if (_options.NoCache || stage.IsCacheMissed) return false;
        var parent = Digest.TryParse(stage.ImageId, out var id) ? id : default;
        var wanted = ConfigConversion.ToImage(config);
        var found = _store.FindStep(parent, wanted);
        if (_options.CacheFrom.Count > 0 && !(found.IsEmpty ? false : _sources.Any(s => IsAncestor(found, s.Id)))) found = FromSources(parent, wanted);
        if (found.IsEmpty)
        {
            stage.IsCacheMissed = true;
            return false;
        }

        _output.Out(" ---> Using cache\n");
        stage.ImageId = found.Value;
        return true;
    }

    private bool IsAncestor(Digest ancestor, Digest image)
    {
        for (; !image.IsEmpty; image = _store.Resolve(image.Value).Parent)
            if (image == ancestor) return true;
        return false;
    }

    /// <summary>Looks in the histories of the images the client named. One whose history goes on from here has the step, whoever made it.</summary>
    private Digest FromSources(Digest parent, ExecutionConfig wanted)
    {
        var below = parent.IsEmpty ? null : _store.Resolve(parent.Value);
        var steps = below?.Config.History ?? [];
        foreach (var source in _sources)
        {
            if (!GoesOn(source, below) || source.Config.History![steps.Count].CreatedBy != string.Join(' ', wanted.Cmd ?? [])) continue;
            if (source.Config.History.Count == steps.Count + 1) return source.Id;
            _sources = [source];
            return _store.RestoreStep(parent, source.Id, wanted);
        }

        return default;
    }

    private static bool GoesOn(ImageRecord source, ImageRecord? below)
    {
        var (steps, layers) = (below?.Config.History ?? [], below?.Config.RootFs.DiffIds ?? []);
        return source.Config.History is { } history && history.Count > steps.Count && history.Take(steps.Count).SequenceEqual(steps)
            && (source.Config.RootFs.DiffIds ?? []).Take(layers.Count).SequenceEqual(layers);
    }
}
