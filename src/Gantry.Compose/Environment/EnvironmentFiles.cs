using Gantry.Compose.Loading;

namespace Gantry.Compose.Environment;

/// <summary>Reads the files that give a project its variables.</summary>
internal static class EnvironmentFiles
{
    /// <summary>The variables of <paramref name="files"/>, later ones first; those of <paramref name="known"/> come before all in expansions.</summary>
    /// <exception cref="ComposeException">A file is missing or malformed.</exception>
    public static IReadOnlyDictionary<string, string> Read(IEnumerable<string> files, IReadOnlyDictionary<string, string> known, Action<string> warn)
    {
        IReadOnlyDictionary<string, string> values = new Dictionary<string, string>();
        foreach (var file in files.Select(Path.GetFullPath))
        {
            if (Directory.Exists(file))
                throw new ComposeException($"{file} is a directory");
            if (!File.Exists(file))
                throw new ComposeException($"couldn't find env file: {file}");
            values = Parse(file, values, known, warn);
        }
        return values;
    }

    private static IReadOnlyDictionary<string, string> Parse(
        string file, IReadOnlyDictionary<string, string> values, IReadOnlyDictionary<string, string> known, Action<string> warn)
    {
        try
        {
            return new EnvironmentParser(known.GetValueOrDefault, warn).Parse(File.ReadAllText(file), values);
        }
        catch (ComposeException wrong)
        {
            throw new ComposeException($"failed to read {file}: {wrong.Message}");
        }
    }
}
