using System.Security.Cryptography;
using System.Text;
using Gantry.Compose.Interpolation;
using Gantry.Compose.Loading;
using Gantry.Compose.Model;
using Gantry.Compose.Normalization;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Publishing;

/// <summary>
/// Gathers the files of a project. What they name beside them is gathered too and renamed after its path, so that all may lie in one directory; otherwise
/// a file stays letter for letter what it is.
/// </summary>
/// <param name="project">The project.</param>
/// <param name="remotes">Who knows addresses of files that lie elsewhere, which stay there; null: nobody.</param>
public sealed class PublishedFiles(Project project, IRemoteFiles? remotes)
{
    private readonly Dictionary<string, string> environments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> extended = new(StringComparer.Ordinal);
    private readonly Queue<string> open = new();

    /// <summary>The files, those of the project first.</summary>
    /// <param name="withEnvironment">Whether files of environment variables are among them.</param>
    /// <exception cref="ComposeException">A file cannot be read.</exception>
    public IReadOnlyList<PublishedFile> Gather(bool withEnvironment)
    {
        var files = project.ComposeFiles.Select(path => new PublishedFile(PublishedKind.Compose, Path.GetFileName(path), Rewrite(path, project.WorkingDirectory))).ToList();
        while (open.TryDequeue(out var path))
            files.Add(new PublishedFile(PublishedKind.Extended, extended[path], Rewrite(path, Path.GetDirectoryName(path) ?? "/")));
        if (withEnvironment)
            files.AddRange(environments.Where(entry => File.Exists(entry.Key)).Select(entry => new PublishedFile(PublishedKind.Environment, entry.Value, File.ReadAllBytes(entry.Key))));
        return files;
    }

    /// <summary>A file in which what it names has the names it is published under.</summary>
    /// <param name="path">The file.</param>
    /// <param name="directory">Where relative paths in it begin.</param>
    private byte[] Rewrite(string path, string directory)
    {
        var file = SourceFile.Read(path);
        var names = new Dictionary<Position, string>();
        foreach (var document in YamlReader.Read(file.Path, file.Text))
        {
            foreach (var (_, node) in (document.Root as MapNode)?.Map("services")?.Entries ?? [])
                Rename(node, directory, names);
        }

        var text = new StringBuilder(file.Text);
        foreach (var (place, span) in ScalarSpans.Of(file).OrderByDescending(entry => entry.Value.Start))
        {
            if (names.TryGetValue(place, out var name))
                text.Remove(span.Start, span.Length).Insert(span.Start, name);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private void Rename(Node service, string directory, Dictionary<Position, string> names)
    {
        if (service is not MapNode map)
            return;
        foreach (var node in EnvironmentFiles(map["env_file"]))
        {
            var file = PathOf(node, directory);
            names[node.At] = environments[file] = NameOf(file, ".env");
        }

        if (map.Map("extends")?["file"] is not ScalarNode { Text: { Length: > 0 } text } extends || remotes?.Accepts(text) == true)
            return;
        var from = PathOf(extends, directory);
        if (!File.Exists(from))
            return;
        if (extended.TryAdd(from, NameOf(from, ".yaml")))
            open.Enqueue(from);
        names[extends.At] = extended[from];
    }

    private static IEnumerable<ScalarNode> EnvironmentFiles(Node? node) => node switch
    {
        ScalarNode { Text: not null } file => [file],
        MapNode map => EnvironmentFiles(map["path"]),
        ListNode list => list.Items.SelectMany(EnvironmentFiles),
        _ => [],
    };

    private string PathOf(ScalarNode node, string directory) =>
        RelativePaths.Absolute(new Template(project.Environment.GetValueOrDefault, _ => { }).Substitute(node.Text!), directory);

    private static string NameOf(string path, string ending) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path))) + ending;
}
