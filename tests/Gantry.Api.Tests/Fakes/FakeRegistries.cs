using Gantry.Engine.Registries;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Registry.Auth;
using Gantry.Registry.Search;

namespace Gantry.Api.Tests.Fakes;

/// <summary>Registries that let "me" in and know two repositories.</summary>
internal sealed class FakeRegistries : IRegistries
{
    public Task<string> LoginAsync(RegistryCredentials credentials, CancellationToken cancellation) => credentials.User == "me"
        ? Task.FromResult("token")
        : throw new GantryException(ErrorKind.Unauthorized, "incorrect username or password");

    public Task<(Descriptor Descriptor, IReadOnlyList<Platform> Platforms)> DescribeAsync(Reference name, RegistryCredentials credentials, CancellationToken cancellation) =>
        Task.FromResult<(Descriptor, IReadOnlyList<Platform>)>((
            new Descriptor { MediaType = MediaTypes.OciIndex, Digest = Digest.Parse("sha256:" + new string('a', 64)), Size = 7 },
            [Platform.Parse("linux/arm/v7")]));

    public Task<IReadOnlyList<FoundRepository>> SearchAsync(string term, int limit, RegistryCredentials credentials, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<FoundRepository>>([new(term, "official", 9, true, false), new(term + "x", "other", 2, false, false)]);
}
