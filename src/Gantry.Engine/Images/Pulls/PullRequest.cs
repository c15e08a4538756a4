using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Registry.Auth;

namespace Gantry.Engine.Images.Pulls;

/// <summary>What to bring in from a registry.</summary>
/// <param name="Name">The image; without tag and digest with <paramref name="AllTags"/>.</param>
/// <param name="AllTags">Whether every tag of the repository is wanted.</param>
/// <param name="Platform">The platform wanted; null for this machine's.</param>
/// <param name="Credentials">Who asks.</param>
public sealed record PullRequest(Reference Name, bool AllTags, Platform? Platform, RegistryCredentials Credentials);
