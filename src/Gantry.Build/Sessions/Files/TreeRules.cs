namespace Gantry.Build.Sessions.Files;

/// <summary>How a directory becomes what a list says.</summary>
/// <param name="KeepsOthers">Whether what the list does not name stays.</param>
/// <param name="Owner">Who owns everything that is made; null: whom the list says.</param>
internal sealed record TreeRules(bool KeepsOthers, (uint User, uint Group)? Owner)
{
    /// <summary>The directory is made equal to the list.</summary>
    public static TreeRules Equal { get; } = new(KeepsOthers: false, Owner: null);

    /// <summary>The list's files are put into a directory of this user's.</summary>
    public static TreeRules Merged => new(KeepsOthers: true, (Linux.Processes.Identity.User, Linux.Processes.Identity.Group));
}
