using System.Text.Json;

using Gantry.Build.Solver;
using Gantry.Build.Solver.Steps;
using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Build.Attestations;

/// <summary>Reads the statements that a scanner has written.</summary>
internal static class BillFiles
{
    // What a scanner writes is the author's own; the limit is for the daemon's sake.
    private const int MostBytes = 256 << 20;

    /// <summary>Reads them all.</summary>
    /// <param name="files">The directory they are in.</param>
    /// <exception cref="GantryException">Invalid: one is no statement.</exception>
    public static IReadOnlyList<Claim> Read(StepFiles files)
    {
        using var open = files.Open();
        return [.. ResultFiles.List(open.Tree, "/", "").Select(entry => Read(open.Tree, entry))];
    }

    private static Claim Read(RootedDirectory tree, ResultEntry entry)
    {
        if (entry.Size > MostBytes) throw new GantryException(ErrorKind.Invalid, $"failed to load statement {entry.Path}: {entry.Size} bytes are too many");
        try
        {
            using var file = new FileStream(tree.Open(FileName.FromText(entry.Path), OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK), FileAccess.Read);
            using var statement = JsonDocument.Parse(file);
            var root = statement.RootElement;
            var predicate = root.GetProperty("predicate").Clone();
            return new Claim(root.GetProperty("predicateType").GetString() ?? "", entry.Path, predicate.WriteTo)
            {
                Subjects = root.TryGetProperty("subject", out var subjects) && subjects.ValueKind == JsonValueKind.Array ? [.. subjects.EnumerateArray().Select(Subject)] : [],
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new GantryException(ErrorKind.Invalid, $"cannot decode in-toto statement {entry.Path}: {e.Message}", e);
        }
    }

    private static (string Name, Digest Digest) Subject(JsonElement subject)
    {
        var digest = subject.GetProperty("digest").EnumerateObject().First();
        return (subject.GetProperty("name").GetString() ?? "", Digest.Parse($"{digest.Name}:{digest.Value.GetString()}"));
    }
}
