namespace Gantry.Storage.Images;

/// <summary>A container made from an image.</summary>
/// <param name="Id">The container's full id.</param>
/// <param name="IsRunning">Whether it runs, which forbids removing the image even by force.</param>
public sealed record ImageUser(string Id, bool IsRunning);
