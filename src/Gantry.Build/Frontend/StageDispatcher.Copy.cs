using System.Globalization;
using System.Text;

using Gantry.Build.Copies;
using Gantry.Build.Dockerfiles;
using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Build.Solver.Steps;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Build.Frontend;

internal sealed partial class StageDispatcher
{
    private async Task CopyAsync(CopyInstruction copy, Instruction written, bool isTrigger, CancellationToken cancellation)
    {
        // A variable without a value asks for nothing.
        copy = copy with { Checksum = Given(copy.Checksum), Chown = Given(copy.Chown), Chmod = Given(copy.Chmod) };
        var from = copy.From is null ? null : await conversion.FindAsync(copy.From, stage, written.Lines, cancellation);
        // Where owners have names, the files below tell their numbers.
        var isLinked = copy.Link && stage.State is not null && (copy.Chown is null || copy.Chown.Split(':').All(n => Number(n) is not null));
        var inputs = new List<VertexOutput>();
        var below = isLinked ? Operation.NoInput : Input(inputs, stage.State);
        var description = Describe(Upper(Expanded(written.Text)), written, isTrigger);
        var name = description.Description[VertexMetadata.CustomName];
        if (isLinked) description = description with { ProgressGroup = new ProgressGroup(Guid.NewGuid().ToString("N"), name, Weak: true) };
        var destination = Destination(copy.Destination);
        var note = new StringBuilder(copy.Keyword);
        if (copy.Chown is not null) note.Append(CultureInfo.InvariantCulture, $" --chown={copy.Chown}");
        if (copy.Chmod is not null) note.Append(CultureInfo.InvariantCulture, $" --chmod={copy.Chmod}");
        var mode = copy.Chmod is null ? null : ModeChange.Parse(copy.Chmod);
        var common = new CopyAction
        {
            Source = "",
            Destination = destination,
            Owner = copy.Chown is not null ? Owner(copy.Chown, below) : copy.From is null ? new FileOwner(null, null) : null,
            Mode = mode?.Fixed is { } bits ? (int)bits : null,
            ModeText = mode is not null && mode.Fixed is null ? copy.Chmod! : "",
            CreateDestination = true,
            ExcludePatterns = copy.Excludes,
        };
        var actions = new List<FileAction>();
        foreach (var source in copy.Sources)
        {
            note.Append(' ').Append(source);
            actions.Add(Source(copy, source, common, from, inputs, description));
        }

        foreach (var document in copy.HereDocuments)
        {
            note.Append(" <<").Append(document.Name);
            var file = new MakeFileAction { Path = "/" + document.Name, Mode = 0x1A4, Content = Encoding.UTF8.GetBytes(document.Content), Output = 0, Timestamp = -1 };
            var vertex = Vertex.Create(new FileOperation([file]), [], DockerfileConversion.Internal("preparing inline document"));
            actions.Add(common with { Source = "/" + document.Name, SecondaryInput = Input(inputs, vertex.Output()) });
        }

        // Each action goes on from the one before it; only the last is the step's result.
        for (var index = 0; index < actions.Count; index++)
            actions[index] = actions[index] with { Input = index == 0 ? below : inputs.Count + index - 1, Output = index == actions.Count - 1 ? 0 : FileAction.NoOutput };
        var copied = Vertex.Create(new FileOperation(actions), inputs, description).Output();
        stage.State = isLinked ? Vertex.Create(new MergeOperation([0, 1]), [stage.State!, copied], Linking(description, name)).Output() : copied;
        Note($"{note} {copy.Destination} # buildkit", hasLayer: true);
    }

    /// <summary>How progress calls the step that lays a copy over what is below: it belongs to the copy.</summary>
    private static VertexMetadata Linking(VertexMetadata copy, string name) => copy with
    {
        Description = new Dictionary<string, string>
        {
            [VertexMetadata.CustomName] = name.Insert(name.IndexOf("] ", StringComparison.Ordinal) + 2, "LINK "),
            [LinkedCopy.Mark] = "true",
        },
        ProgressGroup = copy.ProgressGroup! with { Weak = false },
    };

    private CopyAction Source(CopyInstruction copy, string source, CopyAction common, VertexOutput? from, List<VertexOutput> inputs, VertexMetadata description)
    {
        if (copy.Checksum is { } sum) CheckSum(sum, source);
        // As with BuildKit, faults of these tell no line: several instructions may share them.
        var unplaced = description with { Locations = [] };
        if (copy.IsAdd && Contexts.GitAddress.TryParse(source) is { } git)
        {
            var repository = MainContext.Repository(copy.Checksum is { } commit ? git with { Checksum = commit } : git, copy.KeepGitDirectory ?? git.KeepsGitDirectory, unplaced);
            return common with { Source = "/", DirectoryContents = true, SecondaryInput = Input(inputs, repository) };
        }

        if (MainContext.IsAddress(source))
        {
            if (!copy.IsAdd) throw new GantryException(ErrorKind.Invalid, "source can't be a URL for COPY");
            var name = Uri.TryCreate(source, UriKind.Absolute, out var address) && Path.GetFileName(address.AbsolutePath) is { Length: > 0 } last ? last : "__unnamed__";
            var attributes = new Dictionary<string, string> { [SourceAttributes.HttpFileName] = name };
            if (copy.Checksum is not null) attributes[SourceAttributes.HttpChecksum] = copy.Checksum;
            var file = Vertex.Create(new SourceOperation(source, attributes), [], unplaced);
            return common with { Source = "/" + name, SecondaryInput = Input(inputs, file.Output()), UnpackArchive = copy.Unpack ?? false };
        }

        if (copy.From is null) conversion.Uses(source);
        var path = PathText.Clean(source) + (source.EndsWith('/') && source.Length > 1 ? "/" : "");
        var includes = new List<string>();
        if (copy.Parents)
        {
            var pivot = source.IndexOf("/./", StringComparison.Ordinal);
            (path, var pattern) = pivot < 0 ? ("/", source) : (PathText.Clean(source[..pivot]), source[(pivot + 3)..]);
            includes.Add(PathText.Clean(pattern)[1..]);
        }

        return common with
        {
            Source = path,
            SecondaryInput = Input(inputs, copy.From is null ? conversion.Context() : from),
            FollowSymlinks = true,
            DirectoryContents = true,
            UnpackArchive = copy.Unpack ?? copy.IsAdd,
            AllowWildcard = true,
            AllowEmptyWildcard = true,
            IncludePatterns = includes,
        };
    }

    private static void CheckSum(string sum, string source)
    {
        if (Contexts.GitAddress.TryParse(source) is not null) return;
        if (!MainContext.IsAddress(source)) throw new GantryException(ErrorKind.Invalid, "checksum requires HTTP(S) or Git sources");
        Digest.Parse(sum);
    }

    private string Destination(string path)
    {
        var whole = PathText.Join(Config.WorkingDir ?? "", path);
        var clean = PathText.Clean(whole);
        return clean != "/" && (path.EndsWith('/') || path is "." || path.EndsWith("/.", StringComparison.Ordinal)) ? clean + "/" : clean;
    }

    private static FileOwner Owner(string text, int input)
    {
        var parts = text.Split(':', 2);
        return new FileOwner(Name(parts[0]), parts.Length > 1 ? Name(parts[1]) : null);

        OwnerName Name(string name) => Number(name) is { } id ? new OwnerName(id) : new OwnerName(0, name, input);
    }

    /// <summary>A number in an owner's text; nothing is root's.</summary>
    private static uint? Number(string text) => text.Length == 0 ? 0
        : uint.TryParse(text.StartsWith('+') ? text[1..] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Given(string? value) => value is "" ? null : value;
}
