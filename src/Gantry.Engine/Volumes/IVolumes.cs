namespace Gantry.Engine.Volumes;

/// <summary>Everything that can be done with volumes.</summary>
public interface IVolumes
{
    /// <summary>All volumes by name.</summary>
    IReadOnlyList<Volume> All { get; }

    /// <summary>The volume of a name; NotFound with Docker's text otherwise.</summary>
    Volume Find(string name);

    /// <summary>Makes a volume, or finds the one that has the name already.</summary>
    Volume Create(VolumeRequest request);

    /// <summary>Removes one. Conflict: a container has it, running or not.</summary>
    /// <param name="name">The volume.</param>
    /// <param name="force">Whether it may be missing.</param>
    void Remove(string name, bool force);

    /// <summary>Removes volumes that no container has.</summary>
    VolumePruning Prune(Func<Volume, bool> fits);

    /// <summary>How many containers have a volume.</summary>
    int UsersOf(string name);

    /// <summary>Bytes of a volume's content.</summary>
    long SizeOf(Volume volume);
}
