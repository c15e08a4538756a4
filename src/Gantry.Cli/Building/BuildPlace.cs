using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;

using Gantry.Build.Client.Layouts;
using Gantry.Build.Contexts;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Building;

/// <summary>Where a build's files and its Dockerfile come from: a directory, an address, or standard input.</summary>
internal sealed class BuildPlace : IDisposable
{
    private const int HeaderSize = 512;
    private const string UploadName = "context";

    private readonly Dictionary<string, string> _directories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Stream> _uploads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LayoutDirectory> _layouts = new(StringComparer.Ordinal);
    private string? _scratch;

    /// <summary>Directories by the names the engine asks for them.</summary>
    public IReadOnlyDictionary<string, string> Directories => _directories;

    /// <summary>Image layouts by the names the engine has for them.</summary>
    public IEnumerable<KeyValuePair<string, LayoutDirectory>> Layouts => _layouts.Select(l => KeyValuePair.Create("oci:" + l.Key, l.Value));

    /// <summary>What the frontend is told of them.</summary>
    public IReadOnlyDictionary<string, string> Options => _options;

    /// <summary>Streams that the engine fetches.</summary>
    public IReadOnlyDictionary<string, Stream> Uploads => _uploads;

    /// <summary>Names the place, so that the engine finds again what it has from there.</summary>
    public string SharedKey { get; private set; } = "";

    /// <summary>The directory part of the Dockerfile as a reader of messages knows it.</summary>
    public string DockerfileDirectory { get; private set; } = "";

    /// <summary>Looks at what was typed.</summary>
    /// <param name="context">The operand.</param>
    /// <param name="dockerfile">The flag <c>--file</c>; empty: not given.</param>
    /// <param name="input">Standard input.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="CliException">There is nothing.</exception>
    public static async Task<BuildPlace> FindAsync(string context, string dockerfile, Stream input, CancellationToken cancellation)
    {
        var place = new BuildPlace();
        try
        {
            if (context == "-") await place.TakeInputAsync(dockerfile, input, cancellation);
            else if (IsRemote(context)) await place.TakeRemoteAsync(context, dockerfile, input, cancellation);
            else await place.TakeDirectoryAsync(context, dockerfile, input, cancellation);
            return place;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <summary>Adds a directory, image or address under a name: <c>name=value</c>.</summary>
    /// <exception cref="CliException">It is malformed, or there is no such directory.</exception>
    public void Add(string text)
    {
        if (text.Split('=', 2) is not [var name, var value] || name.Length == 0 || value.Length == 0)
            throw new CliException($"invalid context value: {text}, expected key=value");
        if (IsRemote(value) || value.StartsWith("docker-image://", StringComparison.Ordinal))
        {
            _options["context:" + name] = value;
            return;
        }

        if (LayoutSpec.Is(value))
        {
            var image = LayoutSpec.Parse(value);
            var store = Guid.NewGuid().ToString("N");
            _layouts[store] = image.Layout;
            _options["context:" + name] = $"oci-layout://{store}:{image.Tag}@{image.Digest}";
            return;
        }

        if (!Directory.Exists(value))
            throw new CliException($"failed to get build context {name}: stat {Path.GetFullPath(value)}: no such file or directory");
        _directories[name] = Path.GetFullPath(value);
        _options["context:" + name] = "local:" + name;
    }

    public void Dispose()
    {
        if (_scratch is not null) Directory.Delete(_scratch, recursive: true);
    }

    private static bool IsRemote(string text) => GitAddress.TryParse(text) is not null || text.StartsWith("http://", StringComparison.Ordinal) || text.StartsWith("https://", StringComparison.Ordinal);

    private async Task TakeInputAsync(string dockerfile, Stream input, CancellationToken cancellation)
    {
        if (dockerfile == "-")
            throw new CliException("invalid argument: can't use stdin for both build context and dockerfile");
        var head = new byte[HeaderSize];
        var count = await input.ReadAtLeastAsync(head, HeaderSize, throwOnEndOfStream: false, cancellation);
        var whole = new HeadedStream(head.AsMemory(0, count), input);
        if (IsArchive(head.AsSpan(0, count)))
        {
            if (dockerfile.Length > 0) _options["filename"] = dockerfile;
            _options["context"] = $"http://buildkit-session/{UploadName}";
            _uploads[UploadName] = whole;
            return;
        }

        if (dockerfile.Length > 0)
            throw new CliException("ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles");
        if (count == 0)
            throw new CliException("failed to read dockerfile: Dockerfile on standard input is empty");
        await KeepDockerfileAsync(whole, cancellation);
        _directories["context"] = Directory.CreateDirectory(Path.Combine(Scratch, "empty")).FullName;
    }

    private async Task TakeRemoteAsync(string address, string dockerfile, Stream input, CancellationToken cancellation)
    {
        _options["context"] = address;
        if (dockerfile == "-")
        {
            await KeepDockerfileAsync(input, cancellation);
            _options["dockerfilekey"] = "dockerfile";
        }
        else if (dockerfile.Length > 0)
        {
            _options["filename"] = dockerfile;
        }
    }

    private async Task TakeDirectoryAsync(string directory, string dockerfile, Stream input, CancellationToken cancellation)
    {
        if (!Path.Exists(directory))
            throw new CliException($"unable to prepare context: path \"{directory}\" not found");
        var full = Path.GetFullPath(directory);
        if (!Directory.Exists(full))
            throw new CliException($"unable to prepare context: path \"{directory}\" must be a directory");
        _directories["context"] = full;
        SharedKey = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.MachineName}:{Environment.UserName}:{full}")));
        if (dockerfile == "-")
        {
            await KeepDockerfileAsync(input, cancellation);
            return;
        }

        if (IsRemote(dockerfile))
        {
            using var client = new HttpClient();
            await KeepDockerfileAsync(await client.GetStreamAsync(new Uri(dockerfile), cancellation), cancellation);
            return;
        }

        var path = Path.GetFullPath(dockerfile.Length > 0 ? dockerfile : Path.Combine(full, "Dockerfile"));
        // A link is followed: its target is sent, and not a link that leads out of the directory.
        if (File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { Exists: true } target) path = target.FullName;
        _directories["dockerfile"] = Path.GetDirectoryName(path) ?? "/";
        _options["filename"] = Path.GetFileName(path);
        DockerfileDirectory = dockerfile.Length > 0 ? Path.GetDirectoryName(dockerfile) ?? "" : directory;
        if (!Directory.Exists(_directories["dockerfile"]))
            throw new CliException($"failed to read dockerfile: open {Path.GetFileName(path)}: no such file or directory");
    }

    private async Task KeepDockerfileAsync(Stream text, CancellationToken cancellation)
    {
        var directory = Directory.CreateDirectory(Path.Combine(Scratch, "dockerfile")).FullName;
        await using (var file = File.Create(Path.Combine(directory, "Dockerfile")))
            await text.CopyToAsync(file, cancellation);
        _directories["dockerfile"] = directory;
        _options["filename"] = "Dockerfile";
    }

    private string Scratch => _scratch ??= Directory.CreateTempSubdirectory("gantry-build-").FullName;

    private static bool IsArchive(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> gzip = [0x1F, 0x8B, 0x08], bzip2 = [0x42, 0x5A, 0x68], xz = [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], zstd = [0x28, 0xB5, 0x2F, 0xFD];
        if (head.StartsWith(gzip) || head.StartsWith(bzip2) || head.StartsWith(xz) || head.StartsWith(zstd)) return true;
        if (head.Length < HeaderSize) return false;
        try
        {
            using var reader = new TarReader(new MemoryStream(head.ToArray()));
            return reader.GetNextEntry() is not null;
        }
        catch (EndOfStreamException)
        {
            return true; // a header whose content is not here
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
