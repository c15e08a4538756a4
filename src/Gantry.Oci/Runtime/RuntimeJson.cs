using System.Text.Json.Serialization;

namespace Gantry.Oci.Runtime;

/// <summary>JSON of the OCI runtime specification.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RuntimeSpec))]
[JsonSerializable(typeof(RuntimeState))]
[JsonSerializable(typeof(LinuxSeccomp))]
[JsonSerializable(typeof(LinuxResources))]
[JsonSerializable(typeof(Process))]
[JsonSerializable(typeof(SeccompListenerState))]
public sealed partial class RuntimeJson : JsonSerializerContext;
