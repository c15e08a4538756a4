using Gantry.Oci.Images;

namespace Gantry.Registry.Uploads;

/// <summary>An upload the registry has agreed to (distribution specification, "Pushing blobs").</summary>
/// <param name="Location">Where the next bytes go.</param>
public sealed record UploadSession(Uri Location)
{
    /// <summary>The address that ends the upload; what the registry put into its own query stays.</summary>
    internal Uri Finish(Digest digest)
    {
        var end = new UriBuilder(Location);
        end.Query = (end.Query.Length > 1 ? end.Query[1..] + "&" : "") + $"digest={Uri.EscapeDataString(digest.Value)}";
        return end.Uri;
    }
}
