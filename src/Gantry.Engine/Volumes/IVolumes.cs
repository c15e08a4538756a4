namespace Gantry.Engine.Volumes;

/// <summary>Everything that can be done with volumes: those of this host, and those that plugins serve.</summary>
public interface IVolumes
{
    /// <summary>The volumes of this host, by name.</summary>
    IReadOnlyList<Volume> Local { get; }

    /// <summary>Names of the drivers that were used so far, the built-in one among them.</summary>
    IReadOnlyList<string> Drivers { get; }

    /// <summary>All volumes by name. A plugin that does not answer is a warning, and those of its volumes that are known here are listed.</summary>
    Task<VolumeListing> ListAsync(CancellationToken cancellation);

    /// <summary>The volume of a name; NotFound with Docker's text otherwise.</summary>
    Task<Volume> FindAsync(string name, CancellationToken cancellation);

    /// <summary>Makes a volume, or finds the one that has the name already.</summary>
    Task<Volume> CreateAsync(VolumeRequest request, CancellationToken cancellation);

    /// <summary>Removes one. Conflict: a container has it, running or not.</summary>
    /// <param name="name">The volume.</param>
    /// <param name="force">Whether it may be missing.</param>
    /// <param name="cancellation">Ends the waiting for a plugin.</param>
    Task RemoveAsync(string name, bool force, CancellationToken cancellation);

    /// <summary>Removes volumes of this host that no container has.</summary>
    VolumePruning Prune(Func<Volume, bool> fits);

    /// <summary>How many containers have a volume.</summary>
    int UsersOf(string name);

    /// <summary>Bytes of a volume's content.</summary>
    long SizeOf(Volume volume);
}
