namespace Gantry.Compose.Plan;

/// <summary>A file that is written into a container before it starts: a secret or a configuration whose content is not a file of the host.</summary>
/// <param name="Path">Where it is in the container.</param>
/// <param name="Content">What is in it.</param>
/// <param name="Mode">Its permissions.</param>
/// <param name="User">The number of its owner.</param>
/// <param name="Group">The number of its group.</param>
/// <param name="HasOwner">Whether owner and group were asked for.</param>
public sealed record InjectedFile(string Path, string Content, int Mode, int User, int Group, bool HasOwner);
