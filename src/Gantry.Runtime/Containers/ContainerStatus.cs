namespace Gantry.Runtime.Containers;

/// <summary>Where a container is in its life; the words are the runtime specification's, and <c>paused</c>.</summary>
public enum ContainerStatus
{
    /// <summary>It is being made.</summary>
    Creating,

    /// <summary>It waits for its start.</summary>
    Created,

    /// <summary>Its program runs.</summary>
    Running,

    /// <summary>All of its processes stand still.</summary>
    Paused,

    /// <summary>Its first process has ended.</summary>
    Stopped,
}
