using System.Text.Json.Serialization;

namespace Gantry.Cli.Client;

/// <summary>The documents this client exchanges with an engine.</summary>
[JsonSourceGenerationOptions(UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(CreateContainer))]
[JsonSerializable(typeof(CreatedContainer))]
[JsonSerializable(typeof(WaitedContainer))]
[JsonSerializable(typeof(List<ContainerSummary>))]
[JsonSerializable(typeof(ContainerDetails))]
[JsonSerializable(typeof(ProcessTable))]
[JsonSerializable(typeof(CreateExec))]
[JsonSerializable(typeof(CreatedExec))]
[JsonSerializable(typeof(StartExec))]
[JsonSerializable(typeof(ExecDetails))]
[JsonSerializable(typeof(List<ImageSummary>))]
[JsonSerializable(typeof(ImageDetails))]
[JsonSerializable(typeof(List<NetworkDetails>))]
[JsonSerializable(typeof(CreateNetwork))]
[JsonSerializable(typeof(CreatedNetwork))]
[JsonSerializable(typeof(ConnectContainer))]
[JsonSerializable(typeof(DisconnectContainer))]
[JsonSerializable(typeof(VolumeList))]
[JsonSerializable(typeof(CreateVolume))]
[JsonSerializable(typeof(List<HistoryEntry>))]
[JsonSerializable(typeof(List<RemovedImage>))]
[JsonSerializable(typeof(ProgressMessage))]
[JsonSerializable(typeof(EngineEvent))]
[JsonSerializable(typeof(SortedDictionary<string, IReadOnlyList<string>>))]
internal sealed partial class ClientJson : JsonSerializerContext;
