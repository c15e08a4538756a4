using System.Globalization;
using System.Text;

using Gantry.Build.Solver;
using Gantry.Oci.Errors;
using Gantry.Storage.Images.Pushes;

namespace Gantry.Build.Exporters;

/// <summary>What a client says about an exporter, read as BuildKit reads it: values of switches as Go's <c>strconv.ParseBool</c> does.</summary>
internal class ExportOptions(IReadOnlyDictionary<string, string> attributes)
{
    /// <summary>A text; empty where nothing is said.</summary>
    public string Text(string name) => attributes.GetValueOrDefault(name, "");

    /// <summary>A switch.</summary>
    /// <param name="name">The option.</param>
    /// <param name="otherwise">What holds where nothing is said.</param>
    /// <exception cref="GantryException">Invalid: it is neither.</exception>
    public bool Switch(string name, bool otherwise = false)
    {
        if (!attributes.TryGetValue(name, out var value)) return otherwise;
        return value switch
        {
            "" or "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
            "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
            _ => throw new GantryException(ErrorKind.Invalid, $"non-bool value specified for {name}: strconv.ParseBool: parsing \"{value}\": invalid syntax"),
        };
    }

    /// <summary>The names, parted by commas.</summary>
    public IReadOnlyList<string> Names => Text("name").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Whether files in new layers are not to be later than the image's time, where it has one.</summary>
    /// <exception cref="GantryException">Invalid: neither yes nor no.</exception>
    public bool LimitsTimes => Switch("rewrite-timestamp");

    /// <summary>In which form layers are wanted.</summary>
    /// <exception cref="GantryException">Invalid: a compression that nobody knows.</exception>
    public LayerForm Form
    {
        get
        {
            var packing = attributes.GetValueOrDefault("compression") switch
            {
                null or "gzip" => LayerPacking.Gzip,
                "zstd" => LayerPacking.Zstd,
                "uncompressed" => LayerPacking.Plain,
                "estargz" => throw new GantryException(ErrorKind.Invalid, "compression type estargz is not possible with this builder: it makes gzip, zstd and uncompressed"),
                var other => throw new GantryException(ErrorKind.Invalid, $"unsupported compression type {other}"),
            };
            int? level = null;
            if (attributes.TryGetValue("compression-level", out var text))
            {
                level = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : throw new GantryException(ErrorKind.Invalid, $"non-integer value {text} specified for compression-level: strconv.ParseInt: parsing \"{text}\": invalid syntax");
            }

            return new LayerForm(packing, level, Switch("force-compression"));
        }
    }
}

/// <summary>What is said about an image that is made.</summary>
internal sealed class ImageOptions(IReadOnlyDictionary<string, string> attributes, bool isOci) : ExportOptions(attributes)
{
    /// <summary>Whether the parts are called by OCI's names, or by Docker's. What only OCI has a name for turns it on.</summary>
    public bool IsOci { get; set; } = isOci;

    /// <summary>Free words at all levels.</summary>
    public ImageAnnotations Annotations { get; } = ImageAnnotations.Read(attributes);

    /// <summary>The time that everything new has; null: each its own.</summary>
    public DateTimeOffset? Epoch { get; set; }

    /// <summary>Reads the options of one exporter.</summary>
    /// <param name="attributes">What the client says.</param>
    /// <param name="isOci">Whether OCI's names are the exporter's own.</param>
    public static ImageOptions Read(IReadOnlyDictionary<string, string> attributes, bool isOci)
    {
        var options = new ImageOptions(attributes, isOci);
        options.IsOci = options.Switch("oci-mediatypes", isOci) || options.Form.Packing == LayerPacking.Zstd || options.Switch("oci-artifact") || options.Annotations.WantOci;
        return options;
    }
}

/// <summary>Seconds since 1970, as <c>SOURCE_DATE_EPOCH</c> gives them (reproducible-builds.org).</summary>
internal static class EpochText
{
    /// <summary>The time of what is new: the exporter's word, else the frontend's; null: neither has one.</summary>
    /// <exception cref="GantryException">Invalid: it is no number.</exception>
    public static DateTimeOffset? Of(ExporterRequest exporter, ExportRequest request) => Read(exporter.Attributes.GetValueOrDefault("source-date-epoch", "")) ??
        (request.Result.Metadata.TryGetValue("source.date.epoch", out var text) ? Read(Encoding.UTF8.GetString(text.Span)) : null);

    /// <summary>Reads them; null for no text.</summary>
    /// <exception cref="GantryException">Invalid: it is no number.</exception>
    public static DateTimeOffset? Read(string text) =>
        text.Length == 0 ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) && seconds is >= -62_135_596_800 and <= 253_402_300_799
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new GantryException(ErrorKind.Invalid, $"invalid SOURCE_DATE_EPOCH: {text}: strconv.ParseInt: parsing \"{text}\": invalid syntax");
}
