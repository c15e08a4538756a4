using Gantry.Oci.Errors;

namespace Gantry.Build.Dockerfiles;

/// <summary>A Dockerfile that is wrong. The sentence is BuildKit's.</summary>
public sealed class DockerfileException : GantryException
{
    /// <summary>Says what is wrong and where.</summary>
    /// <param name="message">The sentence.</param>
    /// <param name="lines">Where; lines from 1.</param>
    public DockerfileException(string message, LineRange lines)
        : base(ErrorKind.Invalid, message) => Lines = lines;

    /// <summary>Where.</summary>
    public LineRange Lines { get; }
}
