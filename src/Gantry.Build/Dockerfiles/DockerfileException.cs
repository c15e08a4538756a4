using Gantry.Oci.Errors;

namespace Gantry.Build.Dockerfiles;

/// <summary>A Dockerfile that is wrong. The sentence is BuildKit's.</summary>
public sealed class DockerfileException : GantryException
{
    /// <summary>Says what is wrong and where.</summary>
    /// <param name="message">The sentence.</param>
    /// <param name="lines">Where; lines from 1. Zero where the place is not known, as for a word that is expanded by itself.</param>
    /// <param name="isMalformed">Whether the text can't even be cut into instructions.</param>
    public DockerfileException(string message, LineRange lines = default, bool isMalformed = false)
        : base(ErrorKind.Invalid, message) => (Lines, IsMalformed) = (lines, isMalformed);

    /// <summary>Where; lines from 1, zero where the place is not known.</summary>
    public LineRange Lines { get; }

    /// <summary>Whether the text can't even be cut into instructions. The classic builder puts <c>failed to parse NAME: </c> before such a sentence.</summary>
    public bool IsMalformed { get; }

    /// <summary>The same fault at a place; the one it has already stays.</summary>
    internal DockerfileException At(LineRange lines) => Lines == default ? new DockerfileException(Message, lines, IsMalformed) : this;
}
