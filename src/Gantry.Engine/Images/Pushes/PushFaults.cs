using Gantry.Oci.Errors;
using Gantry.Registry.Errors;

namespace Gantry.Engine.Images.Pushes;

/// <summary>Why nothing can be sent, in Docker's words.</summary>
internal static class PushFaults
{
    public static GantryException Of(RegistryException fault) => fault.Code == RegistryException.NoCredentials
        ? new GantryException(fault.Kind, RegistryException.NoCredentials, fault)
        : fault;

    public static GantryException NoTags(string repository) => new(ErrorKind.NotFound, $"An image does not exist locally with the tag: {repository}");

    public static GantryException NoTag(string name) => new(ErrorKind.NotFound, $"tag does not exist: {name}");
}
