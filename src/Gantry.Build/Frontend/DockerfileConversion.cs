using System.Globalization;
using System.Text.Json;

using Gantry.Build.Attestations;
using Gantry.Build.Dockerfiles;
using Gantry.Build.Dockerfiles.Checking;
using Gantry.Build.Dockerfiles.Parsing;
using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Build.Solver;
using Gantry.Build.Solver.Steps;
using Gantry.Engine.Images.Pulls;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Oci.Text;

using SourceText = Gantry.Build.Graph.SourceText;

namespace Gantry.Build.Frontend;

/// <summary>Turns a Dockerfile into a graph, for one platform.</summary>
internal sealed class DockerfileConversion
{
    /// <summary>What people mean who write something near it.</summary>
    private static readonly string[] s_commonImages =
        [.. new[] { "alpine", "busybox", "centos", "debian", "golang", "ubuntu", "fedora" }.SelectMany(n => new[] { n, n + ":latest" })];

    private readonly SourceText _text;
    private readonly IReadOnlyList<string> _ignored;
    private readonly List<BuildStage> _stages;
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Platform _target;
    private VertexOutput? _local;

    public DockerfileConversion(Dockerfile dockerfile, SourceText text, IReadOnlyList<string> ignored, FrontendOptions options, Platform target)
    {
        (_text, _ignored, Options, _target) = (text, ignored, options, target);
        Words = new ShellWords(dockerfile.EscapeCharacter);
        ShownWords = new ShellWords(dockerfile.EscapeCharacter) { KeepsQuotes = true, KeepsUnknown = true };
        _stages = [.. dockerfile.Stages.Select((s, i) => new BuildStage(s, i))];
        if (_stages.Count > 1 || _stages[0].Written.Instructions.Any(HasSource))
            foreach (var stage in _stages) stage.Label = stage.Written.From.StageName ?? $"stage-{stage.Index}";
        foreach (var global in dockerfile.GlobalArguments)
            foreach (var (key, value) in global.Declarations)
                if ((options.BuildArguments.GetValueOrDefault(key) ?? (value is null ? null : ExpandGlobal(value, global))) is { } given) Globals[key] = given;
    }

    public FrontendOptions Options { get; }

    /// <summary>The context, where it is not the client's directory.</summary>
    public VertexOutput? Main { get; init; }

    /// <summary>Finds the images that stages stand on.</summary>
    public required BaseImages Images { get; init; }

    /// <summary>Finds what the client gives in place of stages and images.</summary>
    public required NamedContexts Named { get; init; }

    /// <summary>Whether also stages are read that the one that is wanted does not need.</summary>
    public bool WantsAllStages { get; init; }

    /// <summary>The numbers of the stages that were read.</summary>
    public IReadOnlySet<int> Read => _stages.Where(s => s.IsDispatched).Select(s => s.Index).ToHashSet();

    /// <summary>Whether an instruction is at fault: the bases of all stages have been found.</summary>
    public bool IsInstructionAtFault { get; private set; }

    /// <summary>What the checks must know of the bases, by stage.</summary>
    public Dictionary<int, BaseFacts> Bases { get; } = [];

    /// <summary>The platform arguments, as the checks want them.</summary>
    public IReadOnlyDictionary<string, string> PlatformArguments => GlobalScope.Where(g => g.Key.StartsWith("TARGET", StringComparison.Ordinal) || g.Key.StartsWith("BUILD", StringComparison.Ordinal)).ToDictionary();

    public ShellWords Words { get; }

    /// <summary>Expands what progress shows: quotes stay.</summary>
    public ShellWords ShownWords { get; }

    /// <summary>ARG above the first FROM.</summary>
    public Dictionary<string, string> Globals { get; } = new(StringComparer.Ordinal);

    /// <summary>Proxies of the client's; null: none.</summary>
    public ProxySettings? Proxy => Options.BuildArguments.Keys.Any(k => k.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase))
        ? new ProxySettings(Argument("HTTP_PROXY"), Argument("HTTPS_PROXY"), Argument("FTP_PROXY"), Argument("NO_PROXY"), Argument("ALL_PROXY"))
        : null;

    /// <summary>The platform arguments that every Dockerfile may use.</summary>
    private Dictionary<string, string> GlobalScope => new(Globals, StringComparer.Ordinal)
    {
        ["TARGETPLATFORM"] = Given("TARGETPLATFORM", _target.ToString()),
        ["TARGETOS"] = Given("TARGETOS", _target.Os),
        ["TARGETARCH"] = Given("TARGETARCH", _target.Architecture),
        ["TARGETVARIANT"] = Given("TARGETVARIANT", _target.Variant ?? ""),
        ["TARGETSTAGE"] = Given("TARGETSTAGE", Options.Target.Length > 0 ? Options.Target : "default"),
        ["BUILDPLATFORM"] = Given("BUILDPLATFORM", PlatformChoice.Host.ToString()),
        ["BUILDOS"] = Given("BUILDOS", PlatformChoice.Host.Os),
        ["BUILDARCH"] = Given("BUILDARCH", PlatformChoice.Host.Architecture),
        ["BUILDVARIANT"] = Given("BUILDVARIANT", PlatformChoice.Host.Variant ?? ""),
    };

    /// <summary>Does it.</summary>
    /// <returns>The stage that is wanted.</returns>
    public async Task<BuildStage> RunAsync(CancellationToken cancellation)
    {
        foreach (var (name, value) in GlobalScope) Globals.TryAdd(name, value);
        foreach (var stage in _stages) CheckBase(stage.Written.From);
        var target = Options.Target.Length == 0 ? _stages[^1] : NamedStage(Options.Target, _stages.Count)
            ?? throw new BuildException($"target stage \"{Options.Target}\" could not be found{Suggestion.Remark(Options.Target, StageNames)}");
        await EnsureAsync(target, cancellation);
        if (WantsAllStages)
            foreach (var stage in _stages) await EnsureAsync(stage, cancellation);
        // Whatever its files are for, the image says it is for the platform that was wanted.
        if (target.Image.Platform is not { } own || own.Os != _target.Os || own.Architecture != _target.Architecture) target.Image.Platform = _target;
        if (Options.Labels.Count > 0)
        {
            var labels = (target.Image.Config.Labels ?? new Dictionary<string, string>()).ToDictionary();
            foreach (var (key, value) in Options.Labels) labels[key] = value;
            target.Image.Config = target.Image.Config with { Labels = labels };
        }

        return target;
    }

    /// <summary>The files that <c>--from</c> names.</summary>
    /// <param name="name">A stage, a named context or an image.</param>
    /// <param name="asking">Who wants them.</param>
    /// <param name="lines">Where the name stands, if a fault is to say so.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<VertexOutput?> FindAsync(string name, BuildStage asking, LineRange? lines, CancellationToken cancellation)
    {
        if (Expanded() != name) throw new BuildException("variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround");
        if (Stage(name, asking.Index) is { } stage)
        {
            await EnsureAsync(stage, cancellation);
            return stage.State;
        }

        if (asking.Written.From.StageName is { } own && string.Equals(own, name, StringComparison.OrdinalIgnoreCase)) throw new GantryException(ErrorKind.Invalid, $"circular dependency detected on stage: {own}");
        var image = new BuildStage(new Stage(new FromInstruction(name, null, null) { WrittenKeyword = "FROM", Text = $"FROM {name}", Lines = asking.Written.From.Lines }, []), -1);
        await BaseAsync(image, name, _target, lines, cancellation);
        return image.State;

        string Expanded()
        {
            try
            {
                return Words.Expand(name, Globals);
            }
            catch (GantryException e)
            {
                throw new BuildException(e.Message, e);
            }
        }
    }

    /// <summary>The context's files. What of them is needed is known only at the end, so the vertex is made then: <see cref="Uses"/> must be told before.</summary>
    public VertexOutput Context()
    {
        if (_local is not null) return _local;
        if (Main is not null) return _local = Main;
        var attributes = new Dictionary<string, string> { [SourceAttributes.SharedKeyHint] = Options.LocalContext };
        if (Options.SessionOf(Options.LocalContext) is { Length: > 0 } session) attributes[SourceAttributes.LocalSession] = session;
        if (_ignored.Count > 0) attributes[SourceAttributes.ExcludePatterns] = JsonSerializer.Serialize([.. _ignored], SourceJson.Default.StringArray);
        if (!_used.Contains("/") && FollowedPaths() is { Length: > 0 } paths) attributes[SourceAttributes.FollowPaths] = JsonSerializer.Serialize(paths, SourceJson.Default.StringArray);
        return _local = Vertex.Create(new SourceOperation($"local://{Options.LocalContext}", attributes), [], Internal("load build context")).Output();
    }

    /// <summary>Notes that a path of the context is used.</summary>
    public void Uses(string path) => _used.Add(PathText.Clean(path));

    /// <summary>What a scanner is to look through: the stage that is wanted, and what the Dockerfile says it should see besides.</summary>
    public ScanTargets ScanTargets(BuildStage target)
    {
        var extras = _stages.Where(s => s != target && s is { IsDispatched: true, State: not null } && IsScanned(s, "BUILDKIT_SBOM_SCAN_STAGE"))
            .ToDictionary(s => s.Written.From.StageName ?? $"stage-{s.Index}", s => s.State!);
        if (IsScanned(target, "BUILDKIT_SBOM_SCAN_CONTEXT")) extras["context"] = Context();
        return new ScanTargets(target.State, extras, Options.IgnoresCache(target.Written.From.StageName));
    }

    /// <summary>Whether an argument, a switch or a list of stages, holds for a stage; the stage's own goes before that above the first FROM.</summary>
    private bool IsScanned(BuildStage stage, string argument)
    {
        var value = stage.Arguments.LastOrDefault(a => a.Name == argument)?.Default ?? Globals.GetValueOrDefault(argument, "");
        return value is "1" or "t" or "T" or "true" or "TRUE" or "True" || value.Split(',').Contains(stage.Written.From.StageName ?? "-");
    }

    /// <summary>What comes before a step's name: <c>[stage 2/5] </c>.</summary>
    public static string Prefix(BuildStage stage)
    {
        if (stage.Total == 0) return "";
        var width = stage.Total.ToString(CultureInfo.InvariantCulture).Length;
        var number = (++stage.Done).ToString(CultureInfo.InvariantCulture).PadLeft(width);
        return $"[{stage.PlatformLabel}{(stage.Label.Length > 0 ? stage.Label + " " : "")}{number}/{stage.Total}] ";
    }

    public static VertexMetadata Internal(string name) => new() { Description = new Dictionary<string, string> { [VertexMetadata.CustomName] = $"[internal] {name}" } };

    public SourceLocation Location(LineRange lines) => new(_text, [.. Enumerable.Range(lines.First, Math.Max(1, lines.Last - lines.First + 1)).Select(l => new SourceRange(l, 0, l, 0))]);

    private string Given(string name, string otherwise) => Options.BuildArguments.GetValueOrDefault(name, otherwise);

    private string Argument(string name) => Options.BuildArguments.GetValueOrDefault(name) ?? Options.BuildArguments.GetValueOrDefault(name.ToLowerInvariant(), "");

    /// <summary>Looks through all stages for what is copied before the first copy needs the context.</summary>
    private string[] FollowedPaths()
    {
        foreach (var instruction in _stages.SelectMany(s => s.Written.Instructions))
        {
            if (instruction is OnbuildInstruction) continue;
            if (instruction is CopyInstruction { From: null } copy)
            {
                if (copy.Sources.Any(s => s.Contains('$', StringComparison.Ordinal)) || copy.Parents) return [];
                foreach (var source in copy.Sources.Where(s => !s.Contains("://", StringComparison.Ordinal))) Uses(source);
            }

            if (instruction is RunInstruction run && !run.MountTexts.All(TryUseMount)) return [];
        }

        return _used.Contains("/") ? [] : [.. _used.Select(p => p[1..]).Order(StringComparer.Ordinal)];
    }

    /// <summary>Notes what a mount shows of the context. What has variables, or is wrong, is known only later.</summary>
    private bool TryUseMount(string text)
    {
        if (text.Contains('$', StringComparison.Ordinal)) return false;
        try
        {
            var mount = RunMountReader.Read(text, value => value);
            if (mount is { Kind: RunMountKind.Bind, From: null or "" }) Uses(mount.Source ?? "/");
            return true;
        }
        catch (DockerfileException)
        {
            return false;
        }
    }

    /// <summary>Whether an instruction takes files of what is no stage: progress then tells stages apart, also a lone one.</summary>
    private static bool HasSource(Instruction instruction) => instruction is CopyInstruction { From: not null } or RunInstruction { MountTexts.Count: > 0 };

    /// <summary>Refuses a stage that can't stand on anything, needed or not.</summary>
    private void CheckBase(FromInstruction from)
    {
        if (Words.Expand(from.Base, Globals).Length == 0) throw new BuildException($"base name ({from.Base}) should not be blank") { Locations = [Location(from.Lines)] };
        if (from.Platform is null) return;
        var platform = Expanded();
        if (platform.Length == 0) throw new BuildException($"empty platform value from expression {from.Platform}") { Locations = [Location(from.Lines)] };
        try
        {
            PlatformText.Parse(platform);
        }
        catch (GantryException e)
        {
            throw new BuildException(e.Message, e) { Locations = [Location(from.Lines)] };
        }

        string Expanded()
        {
            try
            {
                return Words.Expand(from.Platform, Globals);
            }
            catch (GantryException e)
            {
                throw new BuildException($"failed to process arguments for platform : {e.Message}", e) { Locations = [Location(from.Lines)] };
            }
        }
    }

    private string ExpandGlobal(string value, Instruction argument)
    {
        try
        {
            return Words.Expand(value, GlobalScope);
        }
        catch (GantryException e)
        {
            throw new BuildException(e.Message, e) { Locations = [Location(argument.Lines)] };
        }
    }

    /// <summary>The names of all stages.</summary>
    private IEnumerable<string> StageNames => _stages.Select(s => s.Written.From.StageName).OfType<string>();

    private BuildStage? NamedStage(string name, int before) => _stages.Take(before).LastOrDefault(s => string.Equals(s.Written.From.StageName, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The stage that FROM names. Stages have names in small letters: only COPY and mounts call them as they like.</summary>
    private BuildStage? StageBelow(string name, int before) => name.Any(char.IsUpper) ? null : NamedStage(name, before);

    private BuildStage? Stage(string name, int before)
    {
        if (NamedStage(name, before) is { } named) return named;
        if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
        return number < before ? _stages[number] : number < _stages.Count ? null : throw new BuildException($"invalid stage index {number}");
    }

    private async Task EnsureAsync(BuildStage stage, CancellationToken cancellation)
    {
        if (stage.IsDispatched) return;
        stage.IsDispatched = true;
        var from = stage.Written.From;
        if (from.StageName is { } own && await Named.FindAsync(own, _target, cancellation) is { } given)
        {
            Use(stage, given);
            return;
        }

        var name = Words.Expand(from.Base, Globals);
        var platform = from.Platform is null ? _target : Platform.Parse(Words.Expand(from.Platform, Globals));
        if (Options.IsMultiPlatform) stage.PlatformLabel = platform + " ";
        if (StageBelow(name, stage.Index) is { } below)
        {
            await EnsureAsync(below, cancellation);
            stage.Base = below;
            stage.PlatformLabel = below.PlatformLabel;
            stage.State = below.State;
            stage.Arguments.AddRange(below.Arguments);
            foreach (var (key, value) in below.Variables) stage.Variables[key] = value;
            stage.Image = new StageImage { Platform = below.Image.Platform, Config = below.Image.Config, Author = below.Image.Author, History = [.. below.Image.History] };
        }
        else
        {
            await BaseAsync(stage, name, platform, from.Lines, cancellation);
        }

        if (stage.Image.Config.OnBuild is { Count: > 0 } triggers)
        {
            stage.Triggers = triggers.Count;
            stage.Instructions.InsertRange(0, triggers.Select(t => Trigger(t, from)));
            stage.Image.Config = stage.Image.Config with { OnBuild = null };
        }

        await new StageDispatcher(this, stage).RunAsync(cancellation);
    }

    /// <summary>What an image wants done where it is the base. It stands in no file here, so it counts as the line that names the image.</summary>
    private Instruction Trigger(string text, FromInstruction from)
    {
        try
        {
            return Dockerfile.ParseInstruction(text) with { Lines = from.Lines };
        }
        catch (GantryException e)
        {
            throw At(from, e);
        }
    }

    /// <summary>The fault of an instruction, and where it stands.</summary>
    public BuildException At(Instruction instruction, GantryException fault)
    {
        IsInstructionAtFault = true;
        return new BuildException(fault.Message, fault) { Locations = [Location(instruction.Lines)] };
    }

    private async Task BaseAsync(BuildStage stage, string name, Platform platform, LineRange? lines, CancellationToken cancellation)
    {
        var isAsked = Options.ResolveMode == "pull" || Options.Platforms.Count > 0 || stage.Written.From.Platform is not null;
        Use(stage, await GivenAsync() ?? (name == "scratch" ? StageBase.Of(null, platform) : await ImageAsync()));

        async Task<StageBase?> GivenAsync()
        {
            try
            {
                return await Named.FindAsync(name, platform, cancellation);
            }
            catch (BuildException e) when (e.Locations.Count == 0 && lines is { } at)
            {
                throw new BuildException(e.Message, e) { Locations = [Location(at)] };
            }
        }

        async Task<StageBase> ImageAsync()
        {
            var location = lines is { } at ? Location(at) : null;
            try
            {
                Reference.Parse(name);
            }
            catch (GantryException e)
            {
                throw new BuildException($"failed to parse stage name {GoQuote.Of(name)}: {e.Message}", e) { Locations = location is null ? [] : [location] };
            }

            try
            {
                return await Images.FindAsync(name, isAsked ? platform : null, canonical => $"{Label(stage)}FROM {canonical}", "[internal]", location, cancellation);
            }
            catch (BuildException e)
            {
                throw new BuildException($"{name}: {e.Message}{Suggestion.Remark(name, [.. StageNames, .. s_commonImages])}", e) { Locations = e.Locations };
            }
        }
    }

    /// <summary>How progress counts the step that brings a stage's image.</summary>
    private static string Label(BuildStage stage)
    {
        if (stage.Index < 0) return "";
        var total = stage.Instructions.Count(i => i is RunInstruction or CopyInstruction or WorkdirInstruction) + 1;
        var width = total.ToString(CultureInfo.InvariantCulture).Length;
        return $"[{stage.PlatformLabel}{(stage.Label.Length > 0 ? stage.Label + " " : "")}{"1".PadLeft(width)}/{total}] ";
    }

    private void Use(BuildStage stage, StageBase found)
    {
        if (stage.Index >= 0 && found.Facts is { } facts) Bases[stage.Index] = facts;
        stage.Image = found.Image;
        stage.State = found.State;
        if (found.State is not null) stage.Done = 1;
    }
}
