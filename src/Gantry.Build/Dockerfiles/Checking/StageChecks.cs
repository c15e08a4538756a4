using Gantry.Build.Dockerfiles.Parsing;
using Gantry.Oci.Text;

namespace Gantry.Build.Dockerfiles.Checking;

/// <summary>The checks of one stage's instructions, which follow its variables from line to line.</summary>
internal sealed class StageChecks
{
    private readonly Stage _stage;
    private readonly BaseFacts? _facts;
    private readonly CheckContext _context;
    private readonly CheckReport _report;
    private readonly ShellWords _words;
    private readonly StageVariables _variables;
    private readonly Dictionary<string, LineRange> _once = new(StringComparer.Ordinal);
    private bool _hasWorkdir;
    private bool _hasShell;

    /// <summary>Begins with what the base leaves.</summary>
    /// <param name="escape">The file's escape character.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="stageBase">The stage it builds on; null: an image.</param>
    /// <param name="facts">What is known of that image.</param>
    /// <param name="context">The build.</param>
    /// <param name="globals">The values FROM sees, which an ARG takes over.</param>
    /// <param name="report">Takes the findings.</param>
    public StageChecks(
        char escape, Stage stage, StageChecks? stageBase, BaseFacts? facts, CheckContext context, IReadOnlyDictionary<string, string> globals, CheckReport report)
    {
        (_stage, _facts, _context, _report, _words) = (stage, facts, context, report, new ShellWords(escape));
        _variables = new StageVariables(stageBase?._variables, facts?.Environment, context.BuildArguments, globals);
        (_hasWorkdir, _hasShell) = (stageBase?._hasWorkdir ?? false, stageBase?._hasShell ?? facts?.HasShell ?? false);
    }

    /// <summary>Its name; null when it has none.</summary>
    public string? Name => _stage.From.StageName;

    /// <exception cref="DockerfileException">An instruction can't be carried out.</exception>
    public void Run()
    {
        if (_facts?.WrongPlatform is { } platform)
        {
            _report.Add(
                CheckRules.InvalidBaseImagePlatform,
                _stage.From.Lines,
                $"Base image {_stage.From.Base} was pulled with platform {GoQuote.Of(platform)}, expected {GoQuote.Of(_facts.ExpectedPlatform)} for current build");
        }

        foreach (var trigger in _facts?.Triggers ?? []) Check(trigger with { Lines = _stage.From.Lines });
        foreach (var instruction in _stage.Instructions) Check(instruction);
    }

    private void Check(Instruction written)
    {
        if (written is ArgInstruction arg)
        {
            Declare(arg);
            return;
        }

        var instruction = written.Expand(w => Expand(_words, w, written.Lines), w => Expand(ShellWords.ForContent, w, written.Lines));
        switch (instruction)
        {
            case EnvInstruction env: Set(env); break;
            case LabelInstruction label: CheckForm(label, label.Settings); break;
            case WorkdirInstruction workdir: CheckWorkdir(workdir); break;
            case CopyInstruction { From: null } copy: CheckSources(copy); break;
            case CmdInstruction cmd: CheckCommand(cmd, cmd.Command); break;
            case EntrypointInstruction entrypoint: CheckCommand(entrypoint, entrypoint.Command); break;
            case HealthcheckInstruction: CheckOnce(instruction); break;
            case ShellInstruction: _hasShell = true; break;
            case ExposeInstruction expose: CheckPorts(expose); break;
        }
    }

    private void Declare(ArgInstruction arg)
    {
        foreach (var declaration in arg.Declarations)
        {
            CheckSecret("ARG", declaration.Name, arg.Lines);
            _variables.Declare(declaration, w => Expand(_words, w, arg.Lines));
        }
    }

    private void Set(EnvInstruction env)
    {
        foreach (var setting in env.Settings)
        {
            CheckForm(env, [setting]);
            CheckSecret("ENV", setting.Key, env.Lines);
            _variables.Set(setting.Key, setting.Value);
        }
    }

    private void CheckForm(Instruction instruction, IEnumerable<Setting> settings)
    {
        var keyword = instruction.WrittenKeyword;
        foreach (var _ in settings.Where(s => s.IsOldForm))
            _report.Add(CheckRules.LegacyKeyValueFormat, instruction.Lines, $"\"{keyword} key=value\" should be used instead of legacy \"{keyword} key value\" format");
    }

    private void CheckSecret(string keyword, string name, LineRange lines)
    {
        if (SecretNames.Contain(name)) _report.Add(CheckRules.SecretsUsedInArgOrEnv, lines, $"Do not use ARG or ENV instructions for sensitive data ({keyword} {GoQuote.Of(name)})");
    }

    /// <summary>Only the first is looked at: mending it mends all.</summary>
    private void CheckWorkdir(WorkdirInstruction workdir)
    {
        if (!_hasWorkdir && !workdir.Path.StartsWith('/'))
            _report.Add(CheckRules.WorkdirRelativePath, workdir.Lines, $"Relative workdir {GoQuote.Of(workdir.Path)} can have unexpected results if the base image changes");
        _hasWorkdir = true;
    }

    private void CheckSources(CopyInstruction copy)
    {
        foreach (var source in copy.Sources.Where(s => !copy.IsAdd || !IsRemote(s)))
        {
            if (_context.Ignored.MatchesAsWritten(source))
                _report.Add(CheckRules.CopyIgnoredFile, copy.Lines, $"Attempting to {(copy.IsAdd ? "Add" : "Copy")} file {GoQuote.Of(source)} that is excluded by .dockerignore");
        }
    }

    private void CheckCommand(Instruction instruction, CommandLine command)
    {
        CheckOnce(instruction);
        if (!command.IsShell || _hasShell) return;
        _report.Add(
            CheckRules.JsonArgsRecommended, instruction.Lines, $"JSON arguments recommended for {instruction.WrittenKeyword} to prevent unintended behavior related to OS signals");
    }

    /// <summary>Tells of the earlier one, which counts for nothing.</summary>
    private void CheckOnce(Instruction instruction)
    {
        if (_once.TryGetValue(instruction.Keyword, out var earlier))
        {
            _report.Add(
                CheckRules.MultipleInstructionsDisallowed,
                earlier,
                $"Multiple {instruction.WrittenKeyword} instructions should not be used in the same stage because only the last one will be used");
        }

        _once[instruction.Keyword] = instruction.Lines;
    }

    private void CheckPorts(ExposeInstruction expose)
    {
        foreach (var port in expose.Ports.SelectMany(p => _words.ExpandToWords(p, _variables.Values)))
        {
            var inside = port[(port.LastIndexOf(':') + 1)..].Split('/', 2);
            var protocol = inside.Length > 1 ? inside[1] : "";
            if (inside[0].Length == 0 || protocol.ToLowerInvariant() is not ("" or "tcp" or "udp" or "sctp"))
                throw new DockerfileException($"invalid port: {GoQuote.Of(port)}", expose.Lines);
            if (!LetterCase.IsLower(protocol))
                _report.Add(CheckRules.ExposeProtoCasing, expose.Lines, $"Defined protocol '{port}' in EXPOSE instruction should be lowercase");
            if (port.LastIndexOf(':') > 0)
                _report.Add(CheckRules.ExposeInvalidFormat, expose.Lines, $"EXPOSE instruction should not define an IP address or host-port mapping, found '{port}'");
        }
    }

    private string Expand(ShellWords words, string word, LineRange lines)
    {
        var unknown = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            return words.Expand(word, _variables.Values, unknown);
        }
        finally
        {
            foreach (var name in unknown.Where(_variables.IsUndefined))
            {
                var meant = Suggestion.Nearest(name, _variables.Values.Keys);
                _report.Add(CheckRules.UndefinedVar, lines, $"Usage of undefined variable '${name}'{(meant is null ? "" : $" (did you mean ${meant}?)")}");
            }
        }
    }

    private static bool IsRemote(string source) =>
        source.StartsWith("http://", StringComparison.Ordinal) || source.StartsWith("https://", StringComparison.Ordinal)
        || source.StartsWith("git://", StringComparison.Ordinal) || source.StartsWith("git@", StringComparison.Ordinal);
}
