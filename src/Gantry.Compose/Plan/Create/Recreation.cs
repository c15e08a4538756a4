namespace Gantry.Compose.Plan.Create;

/// <summary>When a container that is there is replaced by a new one.</summary>
public enum Recreation
{
    /// <summary>When it is not what the file says.</summary>
    WhenChanged,

    /// <summary>In any case.</summary>
    Always,

    /// <summary>Never.</summary>
    Never,
}
