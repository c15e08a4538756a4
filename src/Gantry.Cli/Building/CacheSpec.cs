using Gantry.Build.Client.Layouts;
using Gantry.Build.Solver;
using Gantry.Cli.CommandLine;
using Gantry.Oci.Images;

namespace Gantry.Cli.Building;

/// <summary>A cache outside the engine, as typed: <c>type=registry,ref=name</c>, <c>type=local,src=directory</c>, or the name of an image.</summary>
/// <param name="Location">What the engine is told.</param>
/// <param name="Layout">The directory it is in; null: it is in none.</param>
/// <param name="Tag">What it is called there.</param>
internal sealed record CacheSpec(CacheLocation Location, LayoutDirectory? Layout = null, string Tag = "latest")
{
    private const string Local = "local";

    /// <summary>What the engine calls its directory.</summary>
    public string Store => $"{Local}:{Location.Attributes.GetValueOrDefault("dest") ?? Location.Attributes.GetValueOrDefault("src")}";

    /// <summary>Reads a cache that is written.</summary>
    /// <exception cref="CliException">It is malformed.</exception>
    public static CacheSpec ParseExport(string text)
    {
        var (type, fields) = Read(text);
        if (type != Local)
            return new CacheSpec(new CacheLocation(type, fields));
        if (fields.GetValueOrDefault("dest") is not { Length: > 0 } destination)
            throw new CliException("local cache exporter requires dest");
        return new CacheSpec(new CacheLocation(type, fields), new LayoutDirectory(destination), fields.GetValueOrDefault("tag") ?? "latest");
    }

    /// <summary>Reads a cache that is taken from.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="warn">Takes why a cache cannot be used; the build does without.</param>
    /// <returns>Null: it cannot be used.</returns>
    /// <exception cref="CliException">It is malformed.</exception>
    public static CacheSpec? ParseImport(string text, Action<string> warn)
    {
        var (type, fields) = Read(text);
        if (type != Local)
            return new CacheSpec(new CacheLocation(type, fields));
        if (fields.GetValueOrDefault("src") is not { Length: > 0 } source)
            throw new CliException("local cache importer requires src");
        var layout = new LayoutDirectory(source);
        if (!fields.ContainsKey("digest"))
        {
            try
            {
                fields["digest"] = (layout.Find(fields.GetValueOrDefault("tag") ?? "latest", orSingle: false) ?? throw NoTag()).Digest.Value;
            }
            catch (IOException fault)
            {
                warn($"local cache import at {source} not found due to err: {fault.Message}");
                return null;
            }
        }

        return new CacheSpec(new CacheLocation(type, fields), layout);
    }

    /// <summary>Writes the index of a cache that has been written.</summary>
    /// <param name="root">The cache's manifest.</param>
    public void Finish(Descriptor root) => Layout?.Put(root, Tag);

    private static (string Type, Dictionary<string, string> Fields) Read(string text)
    {
        if (!text.Contains('='))
            return ("registry", new Dictionary<string, string> { ["ref"] = text });
        var fields = FieldSpec.Read(text);
        var type = fields.Take("type");
        return type.Length > 0 ? (type, fields) : throw new CliException($"type required form> \"{text}\"");
    }

    private static CliException NoTag() => new("local cache importer requires either explicit digest, \"latest\" tag or custom tag on index.json");
}
