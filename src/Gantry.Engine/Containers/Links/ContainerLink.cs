namespace Gantry.Engine.Containers.Links;

/// <summary>A legacy link: a container of the default bridge that another one knows by a name of its own.</summary>
/// <param name="TargetId">Id of the container it leads to.</param>
/// <param name="Alias">What the one that has the link calls it.</param>
public sealed record ContainerLink(string TargetId, string Alias);
