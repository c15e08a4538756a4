namespace Gantry.Storage.Images;

/// <summary>One line of an image's history, newest first.</summary>
/// <param name="Id">The image's id on its own line, "&lt;missing&gt;" for steps whose image is not here.</param>
/// <param name="Created">When, seconds since the epoch.</param>
/// <param name="CreatedBy">The command.</param>
/// <param name="Tags">The names of the image of this line.</param>
/// <param name="Size">What the step's layer added, in bytes.</param>
/// <param name="Comment">The remark.</param>
public sealed record HistoryEntry(string Id, long Created, string CreatedBy, IReadOnlyList<string> Tags, long Size, string Comment);
