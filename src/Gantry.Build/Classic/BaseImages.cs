using Gantry.Engine.Images;
using Gantry.Engine.Images.Pulls;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Storage.Images;

namespace Gantry.Build.Classic;

/// <summary>The images that FROM and <c>COPY --from</c> name: from here, or from a registry.</summary>
internal sealed class BaseImages(IImages images, ClassicOptions options, IBuildOutput output)
{
    private readonly Dictionary<string, ImageRecord> _known = new(StringComparer.Ordinal);

    /// <summary>Finds one; asks the registry where it is not here, or where the client wants the newest.</summary>
    /// <exception cref="GantryException">As a pull's.</exception>
    public async Task<ImageRecord> FindAsync(string name, string? platform, CancellationToken cancellation)
    {
        var wanted = platform ?? (options.Platform.Length > 0 ? options.Platform : null);
        var key = $"{name} {wanted}";
        if (_known.TryGetValue(key, out var known)) return known;
        var target = wanted is null ? null : Platform.Parse(wanted);
        var found = options.Pull && !Digest.TryParse(name, out _) ? null : Local(name, target);
        if (found is null)
        {
            var reference = Reference.Parse(name).WithDefaultTag();
            await images.PullAsync(new PullRequest(reference, AllTags: false, target, options.Credentials.For(reference.Domain)), output, cancellation);
            found = images.Find(name);
        }

        return _known[key] = found;
    }

    private ImageRecord? Local(string name, Platform? platform)
    {
        try
        {
            var image = images.Find(name);
            var offered = new Platform { Os = image.Config.Os, Architecture = image.Config.Architecture, Variant = image.Config.Variant };
            return platform is null || PlatformChoice.Fits(offered, platform) ? image : null;
        }
        catch (GantryException e) when (e.Kind == ErrorKind.NotFound)
        {
            return null;
        }
    }
}
