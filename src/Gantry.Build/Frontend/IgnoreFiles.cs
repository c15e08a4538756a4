using Gantry.Build.Dockerfiles;
using Gantry.Build.Solver;

namespace Gantry.Build.Frontend;

/// <summary>Reads what a context leaves out.</summary>
internal sealed class IgnoreFiles(ClientFiles client)
{
    private const string FileName = ".dockerignore";

    /// <summary>The patterns of a client's directory.</summary>
    /// <param name="shown">What progress calls the step.</param>
    /// <param name="directory">The directory's name in the session.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<IReadOnlyList<string>> OfContextAsync(string shown, string directory, CancellationToken cancellation)
    {
        var vertex = ProgressVertex.Internal(shown, client.Identity(directory));
        return client.ShownAsync(vertex, async () => IgnoreRules.ReadPatterns(await client.ReadAsync(vertex, directory, FileName, cancellation) ?? ""));
    }
}
