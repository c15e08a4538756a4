using Gantry.Oci.Errors;
using Gantry.Oci.References;
using Gantry.Registry.Errors;

namespace Gantry.Engine.Images.Pulls;

/// <summary>What a registry's refusal means for an image, in Docker's words.</summary>
internal static class PullFaults
{
    public static GantryException Of(RegistryException fault, Reference image) => fault.Code switch
    {
        "DENIED" or "UNAUTHORIZED" => new GantryException(
            ErrorKind.NotFound, $"pull access denied for {image.FamiliarName}, repository does not exist or may require 'docker login': {fault.Message}", fault),
        "MANIFEST_UNKNOWN" => new GantryException(ErrorKind.NotFound, $"manifest for {image.Familiar} not found: {fault.Message}", fault),
        "NAME_UNKNOWN" => new GantryException(ErrorKind.NotFound, $"repository {image.FamiliarName} not found: {fault.Message}", fault),
        _ => Asked(fault, image),
    };

    /// <summary>Docker looks at a tag with HEAD before it fetches the manifest.</summary>
    public static GantryException Asked(RegistryException fault, Reference image) => fault.Code is RegistryException.NoCredentials or RegistryException.WrongLogin && image.Digest.IsEmpty
        ? new GantryException(fault.Kind, Told(fault.Message), fault)
        : fault;

    /// <summary>A list of tags is fetched, not looked at.</summary>
    private static string Told(string message) =>
        message.Contains("/tags/list", StringComparison.Ordinal) ? message : message.Replace("Get ", "Head ", StringComparison.Ordinal);
}
