using Gantry.Engine.Volumes.Plugins;
using Gantry.Oci.Errors;
using Gantry.Storage.Images.Transfers;

namespace Gantry.Engine.Volumes;

/// <summary>All volumes: those of this host and those of plugins, whose names are one space. Whatever concerns one name comes one at a time, since a
/// plugin may take its time to answer.</summary>
internal sealed partial class EngineVolumes(LocalVolumes local, PluginVolumes remote) : IVolumes
{
    private readonly KeyedGates<string> names = new();

    public IReadOnlyList<Volume> Local => local.All;

    public IReadOnlyList<string> Drivers => [.. remote.Drivers.Append(Volume.LocalDriver).Order(StringComparer.Ordinal)];

    public async Task<VolumeListing> ListAsync(CancellationToken cancellation)
    {
        var found = await remote.ListAsync(cancellation);
        var own = local.All.ToDictionary(volume => volume.Name, StringComparer.Ordinal);
        foreach (var volume in found.Volumes)
            own.TryAdd(volume.Name, volume);
        return found with { Volumes = [.. own.Values.OrderBy(volume => volume.Name, StringComparer.Ordinal)] };
    }

    public async Task<Volume> FindAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return local.Find(name)
                ?? (remote.Known(name) is { } known ? await remote.LookAsync(known, cancellation) : await remote.ProbeAsync(name, cancellation))
                ?? throw Missing();
        }
        catch (GantryException fault)
        {
            throw Failed("get", name, fault);
        }
    }

    public async Task<Volume> CreateAsync(VolumeRequest request, CancellationToken cancellation)
    {
        using var turn = await TurnAsync(request.Name, cancellation);
        var found = await OfNameAsync(request, cancellation);
        return IsLocal(found, request) ? local.Create(request) : found ?? await MakeRemoteAsync(request, cancellation);
    }

    public async Task RemoveAsync(string name, bool force, CancellationToken cancellation)
    {
        using var turn = await TurnAsync(name, cancellation);
        Volume volume;
        try
        {
            volume = await FindAsync(name, cancellation);
        }
        catch (GantryException fault) when (force && fault.Kind == ErrorKind.NotFound)
        {
            remote.Forget(name);
            return;
        }

        if (volume.Driver == Volume.LocalDriver)
        {
            local.Remove(name);
            return;
        }

        if (remote.UsersOf(name) is { Count: > 0 } users)
            throw new GantryException(ErrorKind.Conflict, $"remove {name}: volume is in use - [{string.Join(", ", users)}]");
        try
        {
            await remote.RemoveAsync(volume, force, cancellation);
        }
        catch (GantryException fault)
        {
            throw Failed("remove", name, fault);
        }
    }

    public VolumePruning Prune(Func<Volume, bool> fits) => local.Prune(fits);

    public int UsersOf(string name) => local.Find(name) is null ? remote.UsersOf(name).Count : local.UsersOf(name);

    public long SizeOf(Volume volume) => LocalVolumes.SizeOf(volume);

    private static bool IsLocal(Volume? found, VolumeRequest request) => (found?.Driver ?? request.Driver) is "" or Volume.LocalDriver;

    private async Task<Volume> MakeRemoteAsync(VolumeRequest request, CancellationToken cancellation)
    {
        try
        {
            return await remote.CreateAsync(request, cancellation);
        }
        catch (GantryException fault)
        {
            throw Failed("create", request.Name, fault);
        }
    }

    /// <summary>The volume that has a request's name; null when there is none. The caller has the name's turn.</summary>
    private async Task<Volume?> OfNameAsync(VolumeRequest request, CancellationToken cancellation)
    {
        try
        {
            return request.Name.Length > 0 ? await LookUpAsync(request, cancellation) : null;
        }
        catch (GantryException fault)
        {
            throw Failed("create", request.Name, fault);
        }
    }

    private async Task<Volume?> LookUpAsync(VolumeRequest request, CancellationToken cancellation)
    {
        if (local.Find(request.Name) is { } own)
        {
            await RefuseOtherAsync(own, request.Driver, cancellation);
            return own;
        }

        if (remote.Known(request.Name) is not { } known)
            return request.Driver.Length == 0 && await remote.ProbeAsync(request.Name, cancellation) is { } probed ? remote.Remember(probed) : null;
        Volume? found;
        try
        {
            found = await remote.LookAsync(known, cancellation);
        }
        catch (GantryException fault)
        {
            throw Taken($"found reference to volume '{known.Name}' in driver '{known.Driver}', but got an error while checking the driver: {fault.Message}", fault);
        }

        if (found is not null)
        {
            await RefuseOtherAsync(found, request.Driver, cancellation);
            return found;
        }

        if (remote.UsersOf(known.Name).Count > 0)
        {
            throw Taken(
                $"found references to volume '{known.Name}' in driver '{known.Driver}' but the volume was not found in the driver -- you may need to remove containers referencing this volume or force remove the volume to re-create it",
                null);
        }

        remote.Forget(known.Name);
        return null;
    }

    private async Task RefuseOtherAsync(Volume found, string driver, CancellationToken cancellation)
    {
        if (driver.Length == 0 || driver == found.Driver)
            return;
        if (driver != Volume.LocalDriver)
            await remote.OpenAsync(driver, cancellation);
        throw Taken($"driver '{found.Driver}' already has volume '{found.Name}'", null);
    }

    /// <summary>Two volumes without a name do not wait for each other.</summary>
    private Task<IDisposable> TurnAsync(string name, CancellationToken cancellation) =>
        names.EnterAsync(name.Length > 0 ? name : Guid.NewGuid().ToString(), cancellation);

    private static GantryException Missing() => new(ErrorKind.NotFound, "no such volume");

    private static GantryException Taken(string why, Exception? cause) => new(ErrorKind.Conflict, $"{why}: volume name must be unique", cause);

    private static GantryException Failed(string verb, string name, GantryException fault) =>
        new(fault.Kind, $"{verb}{(name.Length > 0 ? $" {name}" : "")}: {fault.Message}", fault);
}
