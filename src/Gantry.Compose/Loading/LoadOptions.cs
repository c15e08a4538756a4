namespace Gantry.Compose.Loading;

/// <summary>What is done to a project when it is loaded.</summary>
public sealed record LoadOptions
{
    /// <summary>Whether variables are replaced.</summary>
    public bool Interpolate { get; init; } = true;

    /// <summary>Whether relative paths become absolute.</summary>
    public bool ResolvePaths { get; init; } = true;

    /// <summary>Whether implied networks, dependencies and names are added.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>Whether references and conflicting attributes are checked.</summary>
    public bool CheckConsistency { get; init; } = true;

    /// <summary>Whether env_file and variables without a value are resolved.</summary>
    public bool ResolveEnvironment { get; init; } = true;

    /// <summary>Whether env_file and label_file are forgotten once they are resolved.</summary>
    public bool ForgetFiles { get; init; } = true;

    /// <summary>Whether the services of all profiles are there, whichever are active.</summary>
    public bool AllProfiles { get; init; }

    /// <summary>Whether networks, volumes, configs and secrets nobody uses stay.</summary>
    public bool AllResources { get; init; }
}
