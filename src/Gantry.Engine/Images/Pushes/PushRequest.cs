using Gantry.Oci.References;
using Gantry.Registry.Auth;

namespace Gantry.Engine.Images.Pushes;

/// <summary>What to send to a registry.</summary>
/// <param name="Name">The image; without a tag every tag of the repository.</param>
/// <param name="Credentials">Who sends.</param>
public sealed record PushRequest(Reference Name, RegistryCredentials Credentials);
