using Gantry.Compose.Interpolation;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Loading;

/// <summary>How the files of one project or include are read.</summary>
internal sealed record FileContext
{
    /// <summary>Where the paths in the files begin; relative for an include, whose paths are made absolute with those of the files around it.</summary>
    public required string Directory { get; init; }

    /// <summary>Where files that extends and include name are looked for.</summary>
    public required string LookupDirectory { get; init; }

    /// <summary>The variables.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Told of what is deprecated or odd.</summary>
    public required Action<string> Warn { get; init; }

    /// <summary>Who brings files here that lie elsewhere; null: nobody.</summary>
    public IRemoteFiles? Remotes { get; init; }

    /// <summary>Told of every file that another includes.</summary>
    public Action<string> TellInclude { get; init; } = _ => { };

    /// <summary>Whether variables are replaced.</summary>
    public bool Interpolate { get; init; } = true;

    /// <summary>Whether relative paths become absolute.</summary>
    public bool ResolvePaths { get; init; } = true;

    /// <summary>Whether only the services of the file matter, as when another extends one of them.</summary>
    public bool ForExtension { get; init; }

    /// <summary>The files that include this one.</summary>
    public IReadOnlyList<string> Included { get; init; } = [];

    /// <summary>The file behind an address that is no path; null: it is a path.</summary>
    public RemoteFile? Remote(string path) => Remotes?.Accepts(path) == true ? Remotes.Fetch(path) : null;

    /// <summary><paramref name="path"/> as an absolute path.</summary>
    public string Locate(string path) => path.StartsWith('/') ? path : Normalization.CleanPath.Join(LookupDirectory, path);

    /// <summary>The directory of <paramref name="path"/>, or itself when it is one, as seen from <see cref="LookupDirectory"/>.</summary>
    public string RelativeDirectory(string path)
    {
        var full = Locate(path);
        return Path.GetRelativePath(LookupDirectory, System.IO.Directory.Exists(full) ? full : Path.GetDirectoryName(full) ?? "/");
    }

    /// <summary>Replaces the variables of <paramref name="root"/>.</summary>
    public void Substitute(MapNode root)
    {
        if (Interpolate)
            new TreeInterpolation(new Template(Environment.GetValueOrDefault, Warn), Warn).Apply(root, TreePath.Root);
    }
}
