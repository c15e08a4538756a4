namespace Gantry.Build.Dockerfiles.Descriptions;

/// <summary>Comments that describe a stage or an argument: <c># NAME text</c>, directly above it.</summary>
internal static class DescriptionComment
{
    /// <summary>The description of a name; null: there is none.</summary>
    public static string? Find(Instruction instruction, string? name) =>
        name is null ? null : instruction.Comments.FirstOrDefault(c => c.StartsWith(name + " ", StringComparison.Ordinal))?[(name.Length + 1)..];
}
