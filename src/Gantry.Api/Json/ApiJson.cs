using System.Text.Json.Serialization;

using Gantry.Api.Checks;
using Gantry.Api.Containers;
using Gantry.Api.Events;
using Gantry.Api.Exec;
using Gantry.Api.Host;
using Gantry.Api.Images;
using Gantry.Api.Networks;
using Gantry.Api.Registries;
using Gantry.Api.Stats;
using Gantry.Api.Volumes;
using Gantry.Engine.Containers;

namespace Gantry.Api.Json;

/// <summary>JSON of the API: names are the properties', as Docker's are; input is read as leniently as Go reads it.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, Converters = [typeof(LenientText), typeof(LenientFlag), typeof(LenientNumber), typeof(LenientCount), typeof(LenientList)])]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(CreateBody))]
[JsonSerializable(typeof(CreateAnswer))]
[JsonSerializable(typeof(WaitAnswer))]
[JsonSerializable(typeof(TopAnswer))]
[JsonSerializable(typeof(ContainerInspection))]
[JsonSerializable(typeof(List<ContainerSummary>))]
[JsonSerializable(typeof(PathStatAnswer))]
[JsonSerializable(typeof(List<ChangeAnswer>))]
[JsonSerializable(typeof(ExecCreateBody))]
[JsonSerializable(typeof(ExecStartBody))]
[JsonSerializable(typeof(IdAnswer))]
[JsonSerializable(typeof(ExecInspection))]
[JsonSerializable(typeof(List<ImageSummary>))]
[JsonSerializable(typeof(ImageInspection))]
[JsonSerializable(typeof(List<HistoryItem>))]
[JsonSerializable(typeof(List<DeletionItem>))]
[JsonSerializable(typeof(PruneAnswer))]
[JsonSerializable(typeof(StreamLine))]
[JsonSerializable(typeof(LoginAnswer))]
[JsonSerializable(typeof(DistributionAnswer))]
[JsonSerializable(typeof(List<SearchResult>))]
[JsonSerializable(typeof(EventMessage))]
[JsonSerializable(typeof(VersionAnswer))]
[JsonSerializable(typeof(CheckLine))]
[JsonSerializable(typeof(InfoAnswer))]
[JsonSerializable(typeof(DiskUsageAnswer))]
[JsonSerializable(typeof(List<NetworkInspection>))]
[JsonSerializable(typeof(NetworkInspection))]
[JsonSerializable(typeof(NetworkBody))]
[JsonSerializable(typeof(NetworkCreateAnswer))]
[JsonSerializable(typeof(ConnectBody))]
[JsonSerializable(typeof(DisconnectBody))]
[JsonSerializable(typeof(HostConfig))]
[JsonSerializable(typeof(UpdateAnswer))]
[JsonSerializable(typeof(ContainerPruneAnswer))]
[JsonSerializable(typeof(NetworkPruneAnswer))]
[JsonSerializable(typeof(CachePruneAnswer))]
[JsonSerializable(typeof(StatsAnswer))]
[JsonSerializable(typeof(VolumeListAnswer))]
[JsonSerializable(typeof(VolumeAnswer))]
[JsonSerializable(typeof(VolumeBody))]
[JsonSerializable(typeof(VolumePruneAnswer))]
[JsonSerializable(typeof(Dictionary<string, IReadOnlyList<string>>))]
[JsonSerializable(typeof(Dictionary<string, Dictionary<string, bool>>))]
[JsonSerializable(typeof(Dictionary<string, string?>))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(List<Ulimit>))]
internal sealed partial class ApiJson : JsonSerializerContext;

/// <summary>The body of every failure.</summary>
internal sealed record ErrorAnswer([property: JsonPropertyName("message")] string Message);

/// <summary>The id of something new.</summary>
internal sealed record IdAnswer(string Id);
