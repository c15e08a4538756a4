namespace Gantry.Storage.Snapshots;

/// <summary>What happened to a path; the numbers are those of Docker's API.</summary>
public enum ChangeKind
{
    /// <summary>It was changed, or something below it.</summary>
    Changed = 0,

    /// <summary>It is new.</summary>
    Added = 1,

    /// <summary>It is gone.</summary>
    Deleted = 2,
}
