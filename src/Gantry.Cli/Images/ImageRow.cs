using System.Globalization;

using Gantry.Cli.Client;
using Gantry.Cli.Tables;
using Gantry.Cli.Templates;

namespace Gantry.Cli.Images;

/// <summary>An image as <c>images</c> shows it: a row for each of its names.</summary>
internal static class ImageRow
{
    public const string Columns = "{{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}";
    public const string ColumnsWithDigest = "{{.Repository}}\t{{.Tag}}\t{{.Digest}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}";

    public const string Raw = "repository: {{.Repository}}\ntag: {{.Tag}}\nimage_id: {{.ID}}\ncreated_at: {{.CreatedAt}}\nvirtual_size: {{.Size}}\n";

    private const string None = "<none>";
    private const int ShortId = 12;

    public static Fields Headers { get; } = new()
    {
        ["ID"] = "IMAGE ID",
        ["Repository"] = "REPOSITORY",
        ["Tag"] = "TAG",
        ["Digest"] = "DIGEST",
        ["CreatedSince"] = "CREATED",
        ["CreatedAt"] = "CREATED AT",
        ["Size"] = "SIZE",
        ["Containers"] = "CONTAINERS",
        ["VirtualSize"] = "SIZE",
        ["SharedSize"] = "SHARED SIZE",
        ["UniqueSize"] = "UNIQUE SIZE",
    };

    public static IEnumerable<Row> Of(ImageSummary image, bool full, bool digests, DateTimeOffset now) =>
        Names(image, digests).Select(name => new Row(new SortedDictionary<string, Func<object?>>(StringComparer.Ordinal)
        {
            ["ID"] = () => full ? image.Id : ShortOf(image.Id),
            ["Repository"] = () => name.Repository,
            ["Tag"] = () => name.Tag,
            ["Digest"] = () => name.Digest,
            ["CreatedSince"] = () => image.Created < 0 ? "N/A" : HumanDuration.Ago(image.Created, now),
            ["CreatedAt"] = () => LocalTime.Of(image.Created),
            ["Size"] = () => HumanSize.Decimal(image.Size, 3),
            ["Containers"] = () => image.Containers < 0 ? "N/A" : image.Containers.ToString(CultureInfo.InvariantCulture),
            ["VirtualSize"] = () => HumanSize.Decimal(image.Size),
            ["SharedSize"] = () => image.SharedSize < 0 ? "N/A" : HumanSize.Decimal(image.SharedSize),
            ["UniqueSize"] = () => image.SharedSize < 0 ? "N/A" : HumanSize.Decimal(image.Size - image.SharedSize),
        })
        {
            TypeName = "*formatter.imageContext",
        });

    /// <summary>The first twelve digits of a digest.</summary>
    public static string ShortOf(string id)
    {
        var digits = id.StartsWith("sha256:", StringComparison.Ordinal) ? id["sha256:".Length..] : id;
        return digits.Length > ShortId ? digits[..ShortId] : digits;
    }

    private static IEnumerable<(string Repository, string Tag, string Digest)> Names(ImageSummary image, bool digests)
    {
        var tags = (image.RepoTags ?? []).Where(tag => tag != "<none>:<none>").Select(ImageName.Split).ToList();
        var known = (image.RepoDigests ?? []).Where(digest => digest != "<none>@<none>").Select(ImageName.Split).ToList();
        if (tags.Count == 0 && known.Count == 0)
        {
            yield return (None, None, None);
            yield break;
        }

        foreach (var (name, tag) in tags)
        {
            var own = digests ? known.Where(digest => digest.Name == name).Select(digest => digest.Tag).DefaultIfEmpty(None) : [None];
            foreach (var digest in own)
                yield return (name, tag, digest);
        }

        foreach (var (name, digest) in known.Where(digest => !tags.Any(tag => tag.Name == digest.Name)))
            yield return (name, None, digest);
    }
}
