namespace Gantry.Oci.Errors;

/// <summary>A failure the caller can act on: the kind picks the status code, the text is what a user reads.</summary>
/// <param name="kind">What the failure means for the caller.</param>
/// <param name="message">One sentence that names the object and, where it can, the fix.</param>
/// <param name="cause">The failure underneath, if any.</param>
public class GantryException(ErrorKind kind, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>What the failure means for the caller.</summary>
    public ErrorKind Kind { get; } = kind;
}
