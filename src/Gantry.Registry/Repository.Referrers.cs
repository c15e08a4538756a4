using System.Net;
using System.Text.Json;

using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Registry.Errors;
using Gantry.Registry.Transport;

namespace Gantry.Registry;

public sealed partial class Repository
{
    private const int ReferrerPageLimit = 100;

    /// <summary>The manifests that speak about another, also from registries that keep the list under a tag (distribution specification, "Referrers tag schema").</summary>
    /// <param name="subject">The manifest they speak about.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="GantryException">The registry's refusal; Invalid: its answer is no list.</exception>
    public async Task<IReadOnlyList<Descriptor>> ReferrersAsync(Digest subject, CancellationToken cancellation)
    {
        var found = new List<Descriptor>();
        try
        {
            var pages = 0;
            for (var page = At($"referrers/{subject}"); page is not null && pages < ReferrerPageLimit; pages++)
            {
                var (next, descriptors) = await ReferrerPageAsync(page, cancellation);
                found.AddRange(descriptors);
                page = next;
            }

            return found;
        }
        catch (RegistryException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return await TaggedReferrersAsync(subject, cancellation);
        }
    }

    private Task<(Uri? Next, IReadOnlyList<Descriptor> Found)> ReferrerPageAsync(Uri page, CancellationToken cancellation) => RepeatAsync(async () =>
    {
        using var answer = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, page), cancellation);
        return (NextPage(answer, page), ReferrersOf(await BoundedBody.ReadAsync(answer.Content, DocumentLimit, Options.DocumentTime, "the list of referrers", cancellation)));
    }, cancellation);

    private async Task<IReadOnlyList<Descriptor>> TaggedReferrersAsync(Digest subject, CancellationToken cancellation)
    {
        try
        {
            return ReferrersOf((await ManifestAsync($"{subject.Algorithm}-{subject.Hex}", cancellation)).Content);
        }
        catch (RegistryException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return [];
        }
    }

    private static IReadOnlyList<Descriptor> ReferrersOf(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, OciJson.Plain.ImageIndex)?.Manifests ?? [];
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"invalid list of referrers: {e.Message}", e);
        }
    }
}
