using Gantry.Build.Graph;
using Gantry.Oci.Images;

namespace Gantry.Build.Solver;

/// <summary>Hears how a build goes. May be called from several threads; never waits.</summary>
public interface IBuildProgress
{
    /// <summary>A step is known, and may begin later.</summary>
    /// <param name="vertex">The step.</param>
    void Known(ProgressVertex vertex);

    /// <summary>A step begins.</summary>
    /// <param name="vertex">The step.</param>
    void Started(ProgressVertex vertex);

    /// <summary>A step has ended.</summary>
    /// <param name="vertex">The step.</param>
    /// <param name="cached">Whether nothing had to be done.</param>
    /// <param name="error">Why it failed; null: it did not.</param>
    void Completed(ProgressVertex vertex, bool cached, string? error);

    /// <summary>A part of a step goes on, for example a download.</summary>
    /// <param name="vertex">The step.</param>
    /// <param name="status">The part.</param>
    void Status(Digest vertex, BuildStatus status);

    /// <summary>A step says something.</summary>
    /// <param name="vertex">The step.</param>
    /// <param name="stream">1: standard output, 2: standard error.</param>
    /// <param name="bytes">What; copied where it is kept.</param>
    void Log(Digest vertex, int stream, ReadOnlySpan<byte> bytes);

    /// <summary>Something is no error and should be known.</summary>
    /// <param name="warning">What.</param>
    void Warn(BuildWarning warning);
}

/// <summary>How far a part of a step is.</summary>
/// <param name="Id">The part, in most cases its name, for example "sha256:… 0.1s done".</param>
/// <param name="Current">How much is done.</param>
/// <param name="Total">How much there is; zero: unknown.</param>
/// <param name="Started">When it began.</param>
/// <param name="Completed">When it ended; null: it has not.</param>
public sealed record BuildStatus(string Id, long Current, long Total, DateTimeOffset Started, DateTimeOffset? Completed)
{
    /// <summary>What it does, for example "extracting"; empty: the id says it.</summary>
    public string Name { get; init; } = "";
}

/// <summary>Something that should be known.</summary>
/// <param name="Vertex">The step it is about.</param>
/// <param name="Level">1: worth knowing; higher is less so.</param>
/// <param name="Short">A sentence.</param>
/// <param name="Details">More of them.</param>
/// <param name="Url">Where it is explained; empty: nowhere.</param>
/// <param name="Location">The place in the text; null: none.</param>
public sealed record BuildWarning(Digest Vertex, int Level, string Short, IReadOnlyList<string> Details, string Url, SourceLocation? Location);
