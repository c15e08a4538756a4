using System.Text.Json;

using Gantry.Cli.Client;
using Gantry.Compose.Model;
using Gantry.Compose.Tree;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Compose.Configuration;

/// <summary>Names images by the digest their registry has for them now.</summary>
internal sealed class ImageDigests(ComposeCall call)
{
    public async Task<Project> PinAsync(Project project, CancellationToken cancellation)
    {
        var pinned = new Dictionary<string, Service>(StringComparer.Ordinal);
        foreach (var (name, service) in project.Services)
            pinned[name] = string.IsNullOrEmpty(service.Image) ? service : service with { Image = await PinAsync(service.Image, cancellation) };
        return project with { Services = pinned };
    }

    public async Task PinAsync(MapNode tree, CancellationToken cancellation)
    {
        foreach (var (_, value) in tree.Map("services")?.Entries ?? [])
            if (value is MapNode service && service.Text("image") is { Length: > 0 } image)
                service["image"] = new ScalarNode(await PinAsync(image, cancellation));
    }

    /// <summary>The full name of <paramref name="image"/> with its digest.</summary>
    /// <exception cref="GantryException">The registry does not tell.</exception>
    private async Task<string> PinAsync(string image, CancellationToken cancellation)
    {
        if (image.Contains('@'))
            return image;
        var (name, tag) = Images.ImageName.Split(Images.ImageName.Familiar(image));
        var full = $"{FullName(name)}:{tag}";
        try
        {
            using var answer = JsonDocument.Parse(await call.Engine.DescribeAsync(full, cancellation));
            return $"{full}@{answer.RootElement.GetProperty("Descriptor").GetProperty("digest").GetString()}";
        }
        catch (EngineException fault)
        {
            throw new GantryException(fault.Kind, $"failed to resolve digest for {full}: {fault.Message}", fault);
        }
    }

    private static string FullName(string name)
    {
        var first = name.Split('/')[0];
        if (name.Contains('/') && (first.Contains('.') || first.Contains(':') || first == "localhost"))
            return name;
        return name.Contains('/') ? $"docker.io/{name}" : $"docker.io/library/{name}";
    }
}
