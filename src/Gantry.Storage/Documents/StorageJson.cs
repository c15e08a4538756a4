using System.Text.Json.Serialization;

using Gantry.Oci.Images;
using Gantry.Storage.Images;
using Gantry.Storage.Snapshots;
using Gantry.Storage.Steps;

namespace Gantry.Storage.Documents;

/// <summary>The JSON of storage's state on disk.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true)]
[JsonSerializable(typeof(SnapshotDocument))]
[JsonSerializable(typeof(ImageDocument))]
[JsonSerializable(typeof(NameDocument))]
[JsonSerializable(typeof(Descriptor))]
[JsonSerializable(typeof(StepRecord))]
internal sealed partial class StorageJson : JsonSerializerContext;
