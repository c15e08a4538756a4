using Gantry.Engine.Containers;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Registry;
using Gantry.Registry.Auth;
using Gantry.Storage.Checks;
using Gantry.Storage.Images;
using Gantry.Storage.Snapshots;

namespace Gantry.Engine.Checks;

/// <summary>Checks the store, with registries to ask and containers to keep still, and containers' own trees.</summary>
internal sealed class CheckVerbs(ImageStore images, ContainerTable containers, RegistryClient registry) : IChecks
{
    private int _running; // a check reads all there is: two would only be in each other's way

    public async Task CheckAsync(bool repair, Keyring credentials, ICheckReport report, CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _running, 1) != 0) throw new GantryException(ErrorKind.Conflict, "another check is going on");
        try
        {
            foreach (var slot in containers.Slots) CheckContainer(slot.Current, report);
            await images.CheckAsync(new CheckRequest(repair, (names, blob, stop) => FetchAsync(names, blob, credentials, stop), KeepAsync), report, cancellation);
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    private void CheckContainer(Container container, ICheckReport report)
    {
        if (images.Snapshots.Exists(container.Id) && Directory.Exists(images.Snapshots.UpperDirectory(container.Id))) return;
        if (containers.TryFind(container.Id) is null) return; // it was removed meanwhile
        report.Found(new Finding(
            $"container {container.Name}", "its files are gone", [], false, $"nothing can bring them back: remove the container (gantry rm {container.Name}) and make it anew"));
    }

    /// <summary>Asks one repository after the other; the last refusal counts.</summary>
    private async Task<Stream?> FetchAsync(IReadOnlyList<string> names, Descriptor blob, Keyring credentials, CancellationToken cancellation)
    {
        for (var i = 0; i < names.Count; i++)
        {
            var name = Reference.Parse(names[i]);
            try
            {
                return await registry.AtAsync(name, credentials.For(name.Domain), repository => OpenAsync(repository, blob, cancellation), cancellation);
            }
            catch (GantryException) when (i + 1 < names.Count)
            {
            }
        }

        return null;
    }

    private static async Task<Stream> OpenAsync(Repository repository, Descriptor blob, CancellationToken cancellation)
    {
        if (MediaTypes.IsManifest(blob.MediaType)) return new MemoryStream((await repository.ManifestAsync(blob.Digest.Value, cancellation)).Content);
        return await repository.BlobAsync(blob with { Size = await repository.SizeAsync(blob.Digest, cancellation) }, 0, cancellation);
    }

    /// <summary>Takes the turn of every container that stands on a layer.</summary>
    private async Task<StandStill> KeepAsync(Digest layer, CancellationToken cancellation)
    {
        var held = new List<ContainerSlot>();
        try
        {
            foreach (var slot in containers.Slots.Where(s => StandsOn(s.Id, layer)).OrderBy(s => s.Id, StringComparer.Ordinal))
            {
                await slot.Gate.WaitAsync(cancellation);
                held.Add(slot);
                if (slot.Current.State.IsAlive) return new StandStill(slot.Current.Name, Release);
            }

            return new StandStill(null, Release);
        }
        catch
        {
            Release();
            throw;
        }

        void Release()
        {
            foreach (var slot in held) slot.Gate.Release();
        }
    }

    private bool StandsOn(string container, Digest layer)
    {
        if (!images.Snapshots.Exists(container)) return false;
        for (Layer? at = images.Snapshots.FindLayer(images.Snapshots.Parent(container)); at is not null; at = images.Snapshots.FindLayer(at.Parent))
            if (at.ChainId == layer) return true;
        return false;
    }
}
