using Gantry.Compose.Interpolation;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Loading;

/// <summary>Finds out what a project is called.</summary>
internal static class ProjectNames
{
    /// <summary><paramref name="name"/> in lowercase without the characters a name may not have.</summary>
    public static string Normalize(string name) =>
        string.Concat(name.ToLowerInvariant().Where(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-')).TrimStart('_', '-');

    /// <summary>Checks a name somebody gave.</summary>
    /// <exception cref="ComposeException">It has characters it may not have.</exception>
    public static string Check(string name) => name == Normalize(name) ? name : throw new ComposeException(
        $"invalid project name \"{name}\": must consist only of lowercase alphanumeric characters, hyphens, and underscores as well as start with a letter or number");

    /// <summary>The name: the given one, that of COMPOSE_PROJECT_NAME, that of the last file with one, or the directory's.</summary>
    public static string Find(ProjectSource source, IReadOnlyList<SourceFile> files, string directory, IReadOnlyDictionary<string, string> environment, LoadOptions options)
    {
        if (!string.IsNullOrEmpty(source.Name))
            return Check(source.Name);
        if (environment.GetValueOrDefault("COMPOSE_PROJECT_NAME") is { Length: > 0 } variable)
            return Check(variable);
        if (files.SelectMany(Names).LastOrDefault() is not { } name)
            return Normalize(Path.GetFileName(directory));
        try
        {
            var full = options.Interpolate ? new Template(environment.GetValueOrDefault, source.Warn).Substitute(name) : name;
            return options.Normalize ? Normalize(full) : full;
        }
        catch (TemplateException wrong)
        {
            throw new ComposeException($"invalid interpolation format for name.\nYou may need to escape any $ with another $.\n{wrong.Template}");
        }
        catch (MissingVariableException missing)
        {
            throw new ComposeException($"error while interpolating name: {missing.Message}");
        }
    }

    private static IEnumerable<string> Names(SourceFile file) =>
        YamlReader.Read(file.Path, file.Text).Select(document => (document.Root as MapNode)?.Text("name")).OfType<string>().Where(name => name.Length > 0);
}
