using Gantry.Build.Contexts;
using Gantry.Build.Dockerfiles;
using Gantry.Oci.Errors;

namespace Gantry.Build.Classic;

/// <summary>A build's Dockerfile and files.</summary>
internal sealed class BuildSource : IDisposable
{
    private const string Ignored = ".dockerignore";

    private BuildSource(ContextDirectory? files, Dockerfile dockerfile)
    {
        Files = files;
        Dockerfile = dockerfile;
    }

    /// <summary>The files; null where only a Dockerfile was given.</summary>
    public ContextDirectory? Files { get; }

    public Dockerfile Dockerfile { get; }

    public void Dispose() => Files?.Dispose();

    /// <summary>Takes the context in and reads its Dockerfile.</summary>
    public static async Task<BuildSource> OpenAsync(ClassicOptions options, Stream archive, string directory, CancellationToken cancellation)
    {
        var files = ContextDirectory.Make(directory);
        try
        {
            if (options.RemoteContext.Length == 0)
            {
                await UnpackAsync(files, archive, cancellation);
            }
            else if (await RemoteContext.FetchAsync(options.RemoteContext, files, cancellation) is { } text)
            {
                var only = Dockerfile.Parse(text);
                files.Dispose();
                return new BuildSource(null, only);
            }

            var (name, content) = Find(files, options.Dockerfile.Length > 0 ? options.Dockerfile : "Dockerfile");
            if (content.Length == 0) throw new GantryException(ErrorKind.Invalid, $"the Dockerfile ({name}) cannot be empty");
            Dockerfile dockerfile;
            try
            {
                dockerfile = Dockerfile.Parse(content);
            }
            catch (GantryException e) when (e.Message.StartsWith("dockerfile parse error", StringComparison.Ordinal) is false && e.Kind == ErrorKind.Invalid)
            {
                throw new GantryException(ErrorKind.Invalid, $"failed to parse {name}: {e.Message}", e);
            }

            Forget(files, name);
            return new BuildSource(files, dockerfile);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Docker calls an archive that can't be read its own fault.</summary>
    private static async Task UnpackAsync(ContextDirectory files, Stream archive, CancellationToken cancellation)
    {
        try
        {
            await files.UnpackAsync(archive, cancellation);
        }
        catch (GantryException e) when (e.Kind == ErrorKind.Invalid)
        {
            throw new GantryException(ErrorKind.Internal, e.Message, e);
        }
    }

    private static (string Name, string Content) Find(ContextDirectory files, string name)
    {
        if (IsOutside(name)) throw new GantryException(ErrorKind.Internal, $"forbidden path outside the build context: {name} ()");
        if (files.ReadText(name) is { } content) return (name, content);
        if (name == "Dockerfile" && files.ReadText("dockerfile") is { } lower) return ("dockerfile", lower);
        throw new GantryException(ErrorKind.Internal, $"Cannot locate specified Dockerfile: {name}");
    }

    /// <summary>Whether a path leaves the context by its mere form.</summary>
    internal static bool IsOutside(string path)
    {
        var depth = 0;
        foreach (var component in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            depth += component switch { "." => 0, ".." => -1, _ => 1 };
            if (depth < 0) return true;
        }

        return false;
    }

    /// <summary>What the client needs to send although the ignore file names it is not for COPY.</summary>
    private static void Forget(ContextDirectory files, string dockerfile)
    {
        if (files.ReadText(Ignored) is not { } text) return;
        var rules = IgnoreRules.Parse(text);
        foreach (var name in (string[])[Ignored, dockerfile])
            if (rules.Matches(name)) files.Remove(name);
    }
}
