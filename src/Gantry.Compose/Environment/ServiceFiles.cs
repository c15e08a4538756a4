using Gantry.Compose.Loading;
using Gantry.Compose.Model;

namespace Gantry.Compose.Environment;

/// <summary>Gives services the variables and labels of their files.</summary>
internal static class ServiceFiles
{
    /// <summary>The project with the environment of every service complete.</summary>
    /// <exception cref="ComposeException">A file is missing or malformed.</exception>
    public static Project ResolveEnvironment(Project project, bool forgetFiles, Action<string> warn) =>
        Each(project, service => service with { Environment = Variables(project, service, warn), EnvFiles = forgetFiles ? [] : service.EnvFiles });

    /// <summary>The project with the labels of every service complete.</summary>
    /// <exception cref="ComposeException">A file is missing or malformed.</exception>
    public static Project ResolveLabels(Project project, bool forgetFiles, Action<string> warn) =>
        Each(project, service => service.LabelFiles.Count == 0 ? service : service with
        {
            Labels = Labels(service, warn),
            LabelFiles = forgetFiles ? [] : service.LabelFiles,
        });

    private static Project Each(Project project, Func<Service, Service> edit) =>
        project with { Services = project.Services.ToDictionary(entry => entry.Key, entry => edit(entry.Value)) };

    private static Dictionary<string, string?> Variables(Project project, Service service, Action<string> warn)
    {
        var own = service.Environment.ToDictionary(entry => entry.Key, entry => entry.Value ?? project.Environment.GetValueOrDefault(entry.Key));
        var values = own.Where(entry => entry.Value is not null).ToDictionary(entry => entry.Key, entry => entry.Value!);
        foreach (var file in service.EnvFiles)
        {
            if (!File.Exists(file.Path))
            {
                if (file.Required)
                    throw new ComposeException($"env file {file.Path} not found: stat {file.Path}: no such file or directory");
                continue;
            }
            foreach (var (key, value) in Parse(file.Path, file.Format, values, name => project.Environment.GetValueOrDefault(name) ?? own.GetValueOrDefault(name), warn))
                values[key] = value;
        }
        var all = values.ToDictionary(entry => entry.Key, entry => (string?)entry.Value);
        foreach (var (key, value) in own)
            all[key] = value;
        return all;
    }

    private static Dictionary<string, string> Labels(Service service, Action<string> warn)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in service.LabelFiles)
        {
            if (!File.Exists(file))
                throw new ComposeException($"label file {file} not found: stat {file}: no such file or directory");
            foreach (var (key, value) in Parse(file, null, new Dictionary<string, string>(), labels.GetValueOrDefault, warn))
                labels[key] = value;
        }
        foreach (var (key, value) in service.Labels)
            labels[key] = value;
        return labels;
    }

    private static IReadOnlyDictionary<string, string> Parse(
        string file, string? format, Dictionary<string, string> known, Func<string, string?> lookup, Action<string> warn)
    {
        var text = File.ReadAllText(file);
        if (format == "raw")
            return RawEnvironment.Parse(file, text, lookup);
        if (!string.IsNullOrEmpty(format) && format != ".env")
            throw new ComposeException($"unsupported env_file format \"{format}\"");
        try
        {
            return new EnvironmentParser(lookup, warn).Parse(text, known);
        }
        catch (ComposeException wrong)
        {
            throw new ComposeException($"failed to read {file}: {wrong.Message}");
        }
    }
}
