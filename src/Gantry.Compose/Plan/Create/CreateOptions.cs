namespace Gantry.Compose.Plan.Create;

/// <summary>What a user asked for beside the file when containers are made.</summary>
public sealed record CreateOptions
{
    /// <summary>The services that were named; empty: all.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>When containers of these services are replaced.</summary>
    public Recreation Recreate { get; init; }

    /// <summary>When containers of the services they depend on are replaced.</summary>
    public Recreation RecreateDependencies { get; init; }

    /// <summary>Whether volumes without a name pass from a container to the one that replaces it.</summary>
    public bool KeepAnonymousVolumes { get; init; } = true;

    /// <summary>How long a stop may take before the container is killed; null: as long as the container says.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether containers of services that the file does not have are removed.</summary>
    public bool RemoveOrphans { get; init; }

    /// <summary>Whether such containers are not worth a word.</summary>
    public bool IgnoreOrphans { get; init; }

    /// <summary>Volumes, by their key in the file, that may be made anew although what is in them is lost.</summary>
    public IReadOnlySet<string> ExpendableVolumes { get; init; } = new HashSet<string>();

    /// <summary>What stands between the parts of a container's name.</summary>
    public string Separator { get; init; } = "-";
}
