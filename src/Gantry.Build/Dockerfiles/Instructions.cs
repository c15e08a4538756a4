namespace Gantry.Build.Dockerfiles;

/// <summary>A key and its value, in the order they were written.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value, quotes still in it until it is expanded.</param>
public sealed record Setting(string Key, string Value)
{
    /// <summary>Whether it was written without an equals sign.</summary>
    public bool IsOldForm { get; init; }
}

/// <summary>The file that a here-document makes.</summary>
/// <param name="Name">The word that ends it, which is also its file name.</param>
/// <param name="Content">Its text; leading tabs are already gone where <c>&lt;&lt;-</c> asks for it.</param>
/// <param name="Expands">Whether variables in it are expanded: the word was not quoted.</param>
/// <param name="Descriptor">The file descriptor it is given to, 0 when none is named.</param>
public sealed record HereDocument(string Name, string Content, bool Expands, int Descriptor)
{
    /// <summary>Its text as it stands in the file.</summary>
    public string Written { get; init; } = Content;
}

/// <summary>What RUN, CMD, ENTRYPOINT or HEALTHCHECK runs.</summary>
/// <param name="Words">The program and its arguments, or the one text for the shell.</param>
/// <param name="IsShell">Whether the shell runs it: it was not written as a JSON list.</param>
/// <param name="HereDocuments">The here-documents it names.</param>
public sealed record CommandLine(IReadOnlyList<string> Words, bool IsShell, IReadOnlyList<HereDocument> HereDocuments)
{
    /// <summary>Whether a here-document is all there is: it is then the script itself.</summary>
    public bool IsHereDocument => IsShell && HereDocuments.Count > 0 && Words is [var word] && Parsing.HereMark.TryRead(word) is not null;
}

/// <summary>FROM.</summary>
/// <param name="Base">An image, an earlier stage or <c>scratch</c>, unexpanded.</param>
/// <param name="StageName">The name after AS, in lower case; null when there is none.</param>
/// <param name="Platform">The value of <c>--platform</c>; null when not given.</param>
public sealed record FromInstruction(string Base, string? StageName, string? Platform) : Instruction
{
    /// <inheritdoc/>
    public override string Keyword => "FROM";

    /// <summary>The word AS as written; null when there is none.</summary>
    public string? WrittenAs { get; init; }

    /// <summary>The stage's name as written; null when there is none.</summary>
    public string? WrittenName { get; init; }
}

/// <summary>One variable that ARG declares.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Default">Its value unless the client gives one; null: none.</param>
public sealed record ArgDeclaration(string Name, string? Default);

/// <summary>ARG.</summary>
/// <param name="Declarations">At least one.</param>
public sealed record ArgInstruction(IReadOnlyList<ArgDeclaration> Declarations) : Instruction
{
    /// <inheritdoc/>
    public override string Keyword => "ARG";

    /// <summary>Whether names are taken as they stand: BuildKit's rule, not the classic builder's.</summary>
    public bool HasLiteralNames { get; init; }

    private protected override Instruction ExpandWords(Func<string, string> expand, Func<string, string> expandContent) => this with
    {
        Declarations = [.. Declarations.Select(d => new ArgDeclaration(HasLiteralNames ? d.Name : expand(d.Name), d.Default is null ? null : expand(d.Default)))],
    };
}

/// <summary>ENV.</summary>
/// <param name="Settings">At least one.</param>
public sealed record EnvInstruction(IReadOnlyList<Setting> Settings) : Instruction
{
    /// <inheritdoc/>
    public override string Keyword => "ENV";

    private protected override Instruction ExpandWords(Func<string, string> expand, Func<string, string> expandContent) => this with { Settings = [.. Settings.Select(s => s with { Key = expand(s.Key), Value = expand(s.Value) })] };
}

/// <summary>LABEL.</summary>
/// <param name="Settings">At least one.</param>
public sealed record LabelInstruction(IReadOnlyList<Setting> Settings) : Instruction
{
    /// <inheritdoc/>
    public override string Keyword => "LABEL";

    /// <summary>Whether it comes from the client and not from the file: then nothing in it is expanded.</summary>
    public bool IsLiteral { get; init; }

    private protected override Instruction ExpandWords(Func<string, string> expand, Func<string, string> expandContent) => IsLiteral ? this : this with { Settings = [.. Settings.Select(s => s with { Key = expand(s.Key), Value = expand(s.Value) })] };
}

/// <summary>COPY and ADD.</summary>
/// <param name="IsAdd">ADD: archives are unpacked, addresses fetched.</param>
/// <param name="Sources">Paths and patterns in the context, or addresses; here-documents are not among them.</param>
/// <param name="Destination">Where to.</param>
public sealed record CopyInstruction(bool IsAdd, IReadOnlyList<string> Sources, string Destination) : Instruction
{
    /// <inheritdoc/>
    public override string Keyword => IsAdd ? "ADD" : "COPY";

    /// <summary>Files given in the Dockerfile itself.</summary>
    public IReadOnlyList<HereDocument> HereDocuments { get; init; } = [];

    /// <summary><c>--from</c>: a stage's name or number, an image or a named context; null: the build context.</summary>
    public string? From { get; init; }

    /// <summary><c>--chown</c>, <c>user[:group]</c>; null when not given.</summary>
    public string? Chown { get; init; }

    /// <summary><c>--chmod</c>, octal or symbolic; null when not given.</summary>
    public string? Chmod { get; init; }

    /// <summary><c>--link</c>: the copy does not depend on what is below.</summary>
    public bool Link { get; init; }

    /// <summary><c>--parents</c>: the sources' directories are kept.</summary>
    public bool Parents { get; init; }

    /// <summary><c>--exclude</c>: patterns of what is left out.</summary>
    public IReadOnlyList<string> Excludes { get; init; } = [];

    /// <summary><c>--checksum</c> of a fetched file, a digest, or of a git repository, a commit; null when not given.</summary>
    public string? Checksum { get; init; }

    /// <summary><c>--keep-git-dir</c>: whether the copied repository keeps its <c>.git</c>; null: as its address says.</summary>
    public bool? KeepGitDirectory { get; init; }

    /// <summary><c>--unpack</c>: whether archives are unpacked; null: local ones of ADD are, fetched ones are not.</summary>
    public bool? Unpack { get; init; }

    private protected override Instruction ExpandWords(Func<string, string> expand, Func<string, string> expandContent) => this with
    {
        Sources = [.. Sources.Select(expand)],
        Destination = expand(Destination),
        HereDocuments = [.. HereDocuments.Select(h => h.Expands ? h with { Content = expandContent(h.Content) } : h)],
        Chown = Chown is null ? null : expand(Chown),
        Chmod = Chmod is null ? null : expand(Chmod),
        Checksum = Checksum is null ? null : expand(Checksum),
    };
}

/// <summary>RUN.</summary>
/// <param name="Command">What runs.</param>
public sealed record RunInstruction(CommandLine Command) : Instruction
{
    /// <inheritdoc/>
    public override string Keyword => "RUN";

    /// <summary><c>--mount</c> as written, in that order.</summary>
    public IReadOnlyList<string> MountTexts { get; init; } = [];

    /// <summary><c>--mount</c>, in the order they were written. Until variables are expanded, only <see cref="RunMount.From"/> is known of each.</summary>
    public IReadOnlyList<RunMount> Mounts { get; init; } = [];

    /// <summary><c>--device</c>, in the order they were written.</summary>
    public IReadOnlyList<RunDevice> Devices { get; init; } = [];

    /// <summary><c>--network</c>: default, none or host; null when not given.</summary>
    public string? Network { get; init; }

    /// <summary><c>--security</c>: sandbox or insecure; null when not given.</summary>
    public string? Security { get; init; }

    private protected override Instruction ExpandWords(Func<string, string> expand, Func<string, string> expandContent) => this with { Mounts = [.. MountTexts.Select(m => Parsing.RunMountReader.Read(m, expand))] };
}

/// <summary>CMD.</summary>
/// <param name="Command">What runs.</param>
public sealed record CmdInstruction(CommandLine Command) : Instruction
{
    /// <inheritdoc/>
    public override string Keyword => "CMD";
}

/// <summary>ENTRYPOINT.</summary>
/// <param name="Command">What runs.</param>
public sealed record EntrypointInstruction(CommandLine Command) : Instruction
{
    /// <inheritdoc/>
    public override string Keyword => "ENTRYPOINT";
}

/// <summary>SHELL.</summary>
/// <param name="Words">The shell and its options.</param>
public sealed record ShellInstruction(IReadOnlyList<string> Words) : Instruction
{
    /// <inheritdoc/>
    public override string Keyword => "SHELL";
}

/// <summary>HEALTHCHECK. Times are zero where the engine's default is meant.</summary>
/// <param name="Command">What runs; null for <c>NONE</c>.</param>
public sealed record HealthcheckInstruction(CommandLine? Command) : Instruction
{
    /// <inheritdoc/>
    public override string Keyword => "HEALTHCHECK";

    /// <summary>Time between two checks.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>Time a check may take.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>Time at the start in which failures do not count.</summary>
    public TimeSpan StartPeriod { get; init; }

    /// <summary>Time between two checks within the start period.</summary>
    public TimeSpan StartInterval { get; init; }

    /// <summary>Failures in a row that make a container unhealthy.</summary>
    public int Retries { get; init; }
}

/// <summary>EXPOSE.</summary>
/// <param name="Ports"><c>port[-port][/protocol]</c>; a variable may still become several.</param>
public sealed record ExposeInstruction(IReadOnlyList<string> Ports) : Instruction
{
    /// <inheritdoc/>
    public override string Keyword => "EXPOSE";
}

/// <summary>USER.</summary>
/// <param name="User"><c>user[:group]</c>, by name or number.</param>
public sealed record UserInstruction(string User) : Instruction
{
    /// <inheritdoc/>
    public override string Keyword => "USER";

    private protected override Instruction ExpandWords(Func<string, string> expand, Func<string, string> expandContent) => this with { User = expand(User) };
}

/// <summary>WORKDIR.</summary>
/// <param name="Path">Absolute, or relative to the last one.</param>
public sealed record WorkdirInstruction(string Path) : Instruction
{
    /// <inheritdoc/>
    public override string Keyword => "WORKDIR";

    private protected override Instruction ExpandWords(Func<string, string> expand, Func<string, string> expandContent) => this with { Path = expand(Path) };
}

/// <summary>VOLUME.</summary>
/// <param name="Paths">At least one.</param>
public sealed record VolumeInstruction(IReadOnlyList<string> Paths) : Instruction
{
    /// <inheritdoc/>
    public override string Keyword => "VOLUME";

    private protected override Instruction ExpandWords(Func<string, string> expand, Func<string, string> expandContent)
    {
        var paths = Paths.Select(expand).ToList();
        return paths.Contains("") ? throw new DockerfileException("VOLUME specified can not be an empty string") : this with { Paths = paths };
    }
}

/// <summary>STOPSIGNAL.</summary>
/// <param name="Signal">Name or number.</param>
public sealed record StopsignalInstruction(string Signal) : Instruction
{
    /// <inheritdoc/>
    public override string Keyword => "STOPSIGNAL";

    private protected override Instruction ExpandWords(Func<string, string> expand, Func<string, string> expandContent) => this with { Signal = expand(Signal) };
}

/// <summary>ONBUILD.</summary>
/// <param name="Trigger">The instruction that a child image begins with, as text.</param>
public sealed record OnbuildInstruction(string Trigger) : Instruction
{
    /// <inheritdoc/>
    public override string Keyword => "ONBUILD";
}

/// <summary>MAINTAINER, deprecated.</summary>
/// <param name="Name">The author.</param>
public sealed record MaintainerInstruction(string Name) : Instruction
{
    /// <inheritdoc/>
    public override string Keyword => "MAINTAINER";
}
