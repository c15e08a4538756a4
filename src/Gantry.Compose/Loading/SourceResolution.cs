using Gantry.Compose.Normalization;

namespace Gantry.Compose.Loading;

/// <summary>Finds the files, the directory and the variables of a project.</summary>
internal sealed class SourceResolution
{
    private readonly ProjectSource _source;
    private readonly Dictionary<string, string> _environment;

    public SourceResolution(ProjectSource source)
    {
        _source = source;
        _environment = new Dictionary<string, string>(source.Variables, StringComparer.Ordinal);
        _environment.TryAdd("PWD", source.CurrentDirectory);
        Files = source.Files;
        EnvironmentFiles = GivenEnvironmentFiles(source);
        // The .env file may name the Compose files, whose directory may have another .env file.
        ReadEnvironment();
        FindFiles();
        ReadEnvironment();
        Profiles = source.Profiles.Count > 0
            ? source.Profiles
            : [.. _environment.GetValueOrDefault("COMPOSE_PROFILES", "").Split(',').Select(profile => profile.Trim())];
    }

    /// <summary>The Compose files.</summary>
    public IReadOnlyList<string> Files { get; private set; }

    /// <summary>The environment files that were named.</summary>
    public IReadOnlyList<string> EnvironmentFiles { get; }

    public IReadOnlyList<string> Profiles { get; }

    public Dictionary<string, string> Environment => _environment;

    /// <summary>
    /// The directory that names the project and has its .env file: the given one, else that of the first file, else the current one, which it is too
    /// where the first file lies elsewhere.
    /// </summary>
    public string Directory
    {
        get
        {
            if (!string.IsNullOrEmpty(_source.Directory))
                return Absolute(_source.Directory);
            var first = Files.FirstOrDefault(file => file != "-");
            return first is null || IsRemote(first) ? _source.CurrentDirectory : Path.GetDirectoryName(Absolute(first)) ?? "/";
        }
    }

    /// <summary>The directory relative paths begin at: that of the first file that was brought here, if there is one.</summary>
    public string PathDirectory => Files.FirstOrDefault(IsRemote) is { } remote ? Path.GetDirectoryName(_source.Remotes!.Fetch(remote).Path) ?? "/" : Directory;

    /// <summary>Reads the Compose files.</summary>
    /// <exception cref="ComposeException">There is none, or one cannot be read.</exception>
    public IReadOnlyList<SourceFile> ReadFiles()
    {
        if (Files.Count == 0)
            throw new ComposeException("no configuration file provided: not found", Oci.Errors.ErrorKind.NotFound);
        return [.. Files.Select(file => file == "-" ? new SourceFile(file, _source.Input.ReadToEnd()) : SourceFile.Read(Locate(file)))];
    }

    private bool IsRemote(string file) => _source.Remotes?.Accepts(file) == true;

    private string Locate(string file) => IsRemote(file) ? _source.Remotes!.Fetch(file).Path : Absolute(file);

    private string Absolute(string path) => path.StartsWith('/') ? CleanPath.Of(path) : CleanPath.Join(_source.CurrentDirectory, path);

    private List<string> GivenEnvironmentFiles(ProjectSource source)
    {
        var given = source.EnvironmentFiles;
        if (given.Count == 0)
            given = source.Variables.GetValueOrDefault("COMPOSE_ENV_FILES", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        return [.. given.Select(Absolute)];
    }

    private void ReadEnvironment()
    {
        foreach (var (key, value) in Gantry.Compose.Environment.EnvironmentFiles.Read(UsedEnvironmentFiles(), _environment, _source.Warn))
            _environment.TryAdd(key, value);
    }

    private IReadOnlyList<string> UsedEnvironmentFiles()
    {
        if (EnvironmentFiles.Count > 0)
            return EnvironmentFiles;
        if (_source.Variables.GetValueOrDefault("COMPOSE_DISABLE_ENV_FILE") is "1" or "t" or "T" or "true" or "TRUE" or "True")
            return [];
        var usual = CleanPath.Join(Directory, ".env");
        return File.Exists(usual) ? [usual] : [];
    }

    private void FindFiles()
    {
        if (Files.Count == 0 && _environment.TryGetValue("COMPOSE_FILE", out var named))
        {
            var separator = _environment.GetValueOrDefault("COMPOSE_PATH_SEPARATOR") is { Length: > 0 } given ? given : ":";
            Files = [.. named.Split(separator).Select(file => file == "-" ? file : Absolute(file))];
        }
        if (Files.Count == 0)
            Files = FileDiscovery.Find(Directory, _source.Warn);
    }
}
