using System.Text.Json.Serialization;

using Gantry.Oci.Images;
using Gantry.Storage.Images;
using Gantry.Storage.Snapshots;

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
internal sealed partial class StorageJson : JsonSerializerContext;
