namespace Gantry.Compose.Model;

public sealed partial record Service
{
    /// <summary>How many containers it has.</summary>
    public int Replicas => Scale ?? Deploy?.Replicas ?? 1;

    /// <summary>The image's name, also where the file gives none because it is built.</summary>
    /// <param name="project">The project's name.</param>
    public string ImageName(string project) => string.IsNullOrEmpty(Image) ? $"{project}-{Name}" : Image;

    /// <summary>The networks in the order they are connected in.</summary>
    public IReadOnlyList<string> NetworksByPriority() =>
        [.. Networks.OrderByDescending(entry => entry.Value?.Priority ?? 0).ThenBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Key)];
}
