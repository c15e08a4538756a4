using System.Globalization;

using Gantry.Runtime.Containers;

namespace Gantry.Runtime.CommandLine.Answers;

/// <summary>What <c>state</c> prints and <c>list</c> lists, in runc's form.</summary>
internal sealed record StateAnswer
{
    public string OciVersion { get; init; } = "";

    public string Id { get; init; } = "";

    public int Pid { get; init; }

    public string Status { get; init; } = "";

    public string Bundle { get; init; } = "";

    public string Rootfs { get; init; } = "";

    public string Created { get; init; } = "";

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    public string Owner { get; init; } = "";

    public static StateAnswer Of(StoredContainer container, string owner)
    {
        var (record, status) = (container.Record, container.Status());
        return new StateAnswer
        {
            OciVersion = record.OciVersion,
            Id = record.Id,
            Pid = status == ContainerStatus.Stopped ? 0 : record.Pid,
            Status = status.ToString().ToLowerInvariant(),
            Bundle = record.Bundle,
            Rootfs = record.Rootfs,
            Created = record.Created.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
            Annotations = record.Annotations is { Count: > 0 } annotations ? annotations : null,
            Owner = owner,
        };
    }
}
