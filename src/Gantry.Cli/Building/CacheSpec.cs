using Gantry.Build.Solver;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Building;

/// <summary>A cache outside the engine, as typed: <c>type=registry,ref=name</c>, or the name of an image.</summary>
internal static class CacheSpec
{
    /// <exception cref="CliException">It is malformed, or of a kind that this client does not serve.</exception>
    public static CacheLocation Parse(string text)
    {
        if (!text.Contains('='))
            return new CacheLocation("registry", new Dictionary<string, string> { ["ref"] = text });
        var fields = FieldSpec.Read(text);
        var type = fields.Take("type");
        return type switch
        {
            "" => throw new CliException($"type required form> \"{text}\""),
            "local" => throw new CliException("caches in directories (type=local) are not possible with gantry build: use type=registry or type=inline, or docker buildx build"),
            _ => new CacheLocation(type, fields),
        };
    }
}
