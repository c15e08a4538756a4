using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gantry.Oci.Images;

/// <summary>The JSON of images, indexes and layouts. Absent members are left out; text is written unescaped where JSON allows.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Descriptor))]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(ImageIndex))]
[JsonSerializable(typeof(ImageConfig))]
[JsonSerializable(typeof(ExecutionConfig))]
[JsonSerializable(typeof(HealthCheck))]
[JsonSerializable(typeof(HistoryStep))]
[JsonSerializable(typeof(Platform))]
public sealed partial class OciJson : JsonSerializerContext
{
    /// <summary>The context to use: as the default one, with characters such as &lt; and + written plainly.</summary>
    public static OciJson Plain => Holder.Instance;

    /// <summary>As <see cref="Plain"/>, two spaces to a level, a member a line: how builders write what they make.</summary>
    public static OciJson Indented => Holder.Indented;

    // Apart from the generated half, whose static fields must be set first.
    private static class Holder
    {
        public static readonly OciJson Instance = new(new JsonSerializerOptions
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });

        public static readonly OciJson Indented = new(new JsonSerializerOptions
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = true,
            NewLine = "\n",
        });
    }
}
