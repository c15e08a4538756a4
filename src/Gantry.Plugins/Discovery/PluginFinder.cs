using Gantry.Linux.Files;
using Gantry.Linux.Processes;

namespace Gantry.Plugins.Discovery;

/// <summary>Finds plugins by their files. A socket comes before a specification, a folder before those after it.</summary>
internal sealed class PluginFinder(PluginFolders folders)
{
    private const string Socket = ".sock";

    /// <summary>Every name there is, each once.</summary>
    public IReadOnlyList<string> Names() =>
    [
        .. folders.Sockets.SelectMany(folder => Stems(folder, [Socket], IsSocket))
            .Concat(folders.Specs.SelectMany(folder => Stems(folder, [SpecFile.Text, SpecFile.Json], File.Exists)))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Where the plugin of a name listens; null when there is none.</summary>
    /// <exception cref="FormatException">Its specification file cannot be read.</exception>
    public PluginAddress? Find(string name)
    {
        // A name is part of a path here, and users choose it.
        if (name is "" or "." or ".." || name.AsSpan().ContainsAny('/', '\0'))
            return null;
        if (folders.Sockets.SelectMany(folder => Candidates(folder, name, Socket)).FirstOrDefault(IsSocket) is { } socket)
            return new PluginAddress(name, new Uri("unix://" + Path.GetFullPath(socket)), null);
        return folders.Specs.SelectMany(folder => Candidates(folder, name, SpecFile.Text).Concat(Candidates(folder, name, SpecFile.Json))).FirstOrDefault(File.Exists) is { } spec
            ? SpecFile.Read(name, spec)
            : null;
    }

    private static IEnumerable<string> Candidates(string folder, string name, string extension) =>
        [Path.Combine(folder, name + extension), Path.Combine(folder, name, name + extension)];

    /// <summary>Names whose file is in the folder, or in a folder of the same name in it.</summary>
    private static IEnumerable<string> Stems(string folder, string[] extensions, Func<string, bool> fits)
    {
        if (!Directory.Exists(folder))
            return [];
        return Directory.EnumerateFileSystemEntries(folder)
            .Select(entry => extensions.Contains(Path.GetExtension(entry)) ? Path.GetFileNameWithoutExtension(entry) : Path.GetFileName(entry))
            .Where(name => extensions.Any(extension => Candidates(folder, name, extension).Any(fits)))
            .ToArray();
    }

    private static bool IsSocket(string path)
    {
        var target = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
        if (Path.GetDirectoryName(target) is not { } parent || !Directory.Exists(parent))
            return false;
        using var directory = DirectoryHandle.Open(parent);
        return At.TryStatus(directory, Path.GetFileName(target), out _) is { Kind: FileKind.Socket };
    }
}
