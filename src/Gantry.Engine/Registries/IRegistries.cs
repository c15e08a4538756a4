using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Registry.Auth;
using Gantry.Registry.Search;

namespace Gantry.Engine.Registries;

/// <summary>What can be asked of registries without bringing anything in.</summary>
public interface IRegistries
{
    /// <summary>Tries credentials; returns a token that stands for the password, or an empty text.</summary>
    Task<string> LoginAsync(RegistryCredentials credentials, CancellationToken cancellation);

    /// <summary>What a name stands for at its registry, and the platforms it is for.</summary>
    Task<(Descriptor Descriptor, IReadOnlyList<Platform> Platforms)> DescribeAsync(Reference name, RegistryCredentials credentials, CancellationToken cancellation);

    /// <summary>Searches an index. A term may begin with a registry: "registry:5000/term".</summary>
    Task<IReadOnlyList<FoundRepository>> SearchAsync(string term, int limit, RegistryCredentials credentials, CancellationToken cancellation);
}
