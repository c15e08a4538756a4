using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gantry.Storage.Images.Archives;

/// <summary>The JSON of Docker archives beside the OCI documents.</summary>
[JsonSerializable(typeof(IReadOnlyList<ArchivedImage>))]
[JsonSerializable(typeof(SortedDictionary<string, SortedDictionary<string, string>>), TypeInfoPropertyName = "Repositories")]
internal sealed partial class ArchiveJson : JsonSerializerContext
{
    /// <summary>The context to use: absent members are left out, text is written plainly.</summary>
    public static ArchiveJson Plain => Holder.Instance;

    // Apart from the generated half, whose static fields must be set first.
    private static class Holder
    {
        public static readonly ArchiveJson Instance = new(new JsonSerializerOptions
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
    }
}
