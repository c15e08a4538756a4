using System.Text.Json;
using System.Text.RegularExpressions;

using Gantry.Oci.Errors;

namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>Reads instructions' arguments.</summary>
internal sealed partial class InstructionReader(char escape)
{
    private static readonly string[] Keywords =
        ["ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"];

    /// <exception cref="GantryException">Invalid, in BuildKit's words.</exception>
    public Instruction Read(SourceLine line) => Bare(line) with { Comments = line.Comments };

    private Instruction Bare(SourceLine line) => line.Keyword.ToUpperInvariant() switch
    {
        "FROM" => From(line),
        "ARG" => Arg(line),
        "ENV" => Flagless(line, l => new EnvInstruction(Pairs(l, "ENV")) { WrittenKeyword = l.Keyword, Text = l.Text, Lines = l.Lines }),
        "LABEL" => Flagless(line, l => new LabelInstruction(Pairs(l, "LABEL")) { WrittenKeyword = l.Keyword, Text = l.Text, Lines = l.Lines }),
        "COPY" => Copy(line, isAdd: false),
        "ADD" => Copy(line, isAdd: true),
        "RUN" => Run(line),
        "CMD" => Flagless(line, l => new CmdInstruction(Command(l.Arguments, l)) { WrittenKeyword = l.Keyword, Text = l.Text, Lines = l.Lines }),
        "ENTRYPOINT" => Flagless(line, l => new EntrypointInstruction(Command(l.Arguments, l)) { WrittenKeyword = l.Keyword, Text = l.Text, Lines = l.Lines }),
        "SHELL" => Flagless(line, Shell),
        "HEALTHCHECK" => HealthcheckReader.Read(line),
        "EXPOSE" => Flagless(line, l => new ExposeInstruction([.. AtLeastOne(CommandSplitter.PlainWords(l.Arguments), "EXPOSE").Order(StringComparer.Ordinal)]) { WrittenKeyword = l.Keyword, Text = l.Text, Lines = l.Lines }),
        "USER" => Flagless(line, l => new UserInstruction(ExactlyOne(l, "USER")) { WrittenKeyword = l.Keyword, Text = l.Text, Lines = l.Lines }),
        "WORKDIR" => Flagless(line, l => new WorkdirInstruction(ExactlyOne(l, "WORKDIR")) { WrittenKeyword = l.Keyword, Text = l.Text, Lines = l.Lines }),
        "VOLUME" => Flagless(line, Volume),
        "STOPSIGNAL" => new StopsignalInstruction(ExactlyOne(line, "STOPSIGNAL")) { WrittenKeyword = line.Keyword, Text = line.Text, Lines = line.Lines },
        "ONBUILD" => Flagless(line, Onbuild),
        "MAINTAINER" => Flagless(line, l => new MaintainerInstruction(ExactlyOne(l, "MAINTAINER")) { WrittenKeyword = l.Keyword, Text = l.Text, Lines = l.Lines }),
        _ => throw Fault($"unknown instruction: {line.Keyword}{Suggestion.For(line.Keyword.ToUpperInvariant(), Keywords, ignoreCase: false)}"),
    };

    private static Instruction Flagless(SourceLine line, Func<SourceLine, Instruction> read)
    {
        _ = new InstructionFlags(line.Flags);
        return read(line);
    }

    private static FromInstruction From(SourceLine line)
    {
        var words = CommandSplitter.PlainWords(line.Arguments);
        string? name = null;
        if (words.Length == 3 && words[1].Equals("as", StringComparison.OrdinalIgnoreCase))
        {
            name = words[2].ToLowerInvariant();
            if (!StageName().IsMatch(name)) throw Fault($"invalid name for build stage: \"{words[2]}\", name can't start with a number or contain symbols");
        }
        else if (words.Length != 1)
        {
            throw Fault("FROM requires either one or three arguments");
        }

        var platform = new InstructionFlags(line.Flags, texts: ["platform"]).Text("platform");
        return new FromInstruction(words[0], name, platform is "" ? null : platform)
        {
            WrittenKeyword = line.Keyword,
            WrittenAs = words.Length == 3 ? words[1] : null,
            WrittenName = words.Length == 3 ? words[2] : null,
            Text = line.Text.Trim(),
            Lines = line.Lines,
        };
    }

    private ArgInstruction Arg(SourceLine line)
    {
        var declarations = AtLeastOne(CommandSplitter.Words(line.Arguments, escape), "ARG").Select(word =>
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals == 0) throw Fault("ARG names can not be blank");
            return equals < 0 ? new ArgDeclaration(word, null) : new ArgDeclaration(word[..equals], word[(equals + 1)..]);
        });
        return new ArgInstruction([.. declarations]) { WrittenKeyword = line.Keyword, Text = line.Text, Lines = line.Lines };
    }

    private List<Setting> Pairs(SourceLine line, string keyword)
    {
        var words = AtLeastOne(CommandSplitter.Words(line.Arguments, escape), keyword);
        if (!words[0].Contains('=', StringComparison.Ordinal))
        {
            // The old form: one key, and all that follows is its value.
            var blank = line.Arguments.AsSpan().IndexOfAny(" \t\v\f\r");
            if (blank < 0) throw Fault($"{keyword} must have two arguments");
            return [new Setting(line.Arguments[..blank], line.Arguments[blank..].TrimStart()) { IsOldForm = true }];
        }

        var settings = new List<Setting>();
        foreach (var word in words)
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) throw Fault($"Syntax error - can't find = in \"{word}\". Must be of the form: name=value");
            if (equals == 0) throw Fault($"{keyword} names can not be blank");
            settings.Add(new Setting(word[..equals], word[(equals + 1)..]));
        }

        return settings;
    }

    private static CopyInstruction Copy(SourceLine line, bool isAdd)
    {
        var keyword = isAdd ? "ADD" : "COPY";
        IReadOnlyList<string> words = TryJson(line.Arguments, out var list) ? list : CommandSplitter.PlainWords(line.Arguments);
        if (words.Count < 2) throw Fault($"{keyword} requires at least two arguments, but only one was provided. Destination could not be determined");
        var flags = isAdd
            ? new InstructionFlags(line.Flags, texts: ["chown", "chmod", "checksum"], switches: ["link", "keep-git-dir", "unpack"], lists: ["exclude"])
            : new InstructionFlags(line.Flags, texts: ["chown", "from", "chmod"], switches: ["link", "parents"], lists: ["exclude"]);
        if (HereMarks.TryRead(words[^1]) is not null) throw Fault($"{keyword} cannot accept a heredoc as a destination");
        var sources = words.Take(words.Count - 1).ToLookup(w => HereMarks.TryRead(w) is not null);
        return new CopyInstruction(isAdd, [.. sources[false]], words[^1])
        {
            WrittenKeyword = line.Keyword,
            Text = line.Text,
            Lines = line.Lines,
            HereDocuments = [.. sources[true].Select(w => HereMarks.TryRead(w)!.Value.Document.Name).Select(n => line.HereDocuments.FirstOrDefault(h => h.Name == n)).OfType<HereDocument>()],
            From = flags.Text("from") is { Length: > 0 } from ? from : null,
            Chown = flags.Text("chown") is { Length: > 0 } chown ? chown : null,
            Chmod = flags.Text("chmod") is { Length: > 0 } chmod ? chmod : null,
            Link = flags.Switch("link") ?? false,
            Parents = flags.Switch("parents") ?? false,
            Excludes = flags.List("exclude"),
            Checksum = flags.Text("checksum") is { Length: > 0 } checksum ? checksum : null,
            KeepGitDirectory = flags.Switch("keep-git-dir") ?? false,
            Unpack = flags.Switch("unpack"),
        };
    }

    private static RunInstruction Run(SourceLine line)
    {
        var flags = new InstructionFlags(line.Flags, texts: ["network", "security"], lists: ["mount", "device"]);
        if (flags.Text("network") is { } network && network is not ("default" or "none" or "host")) throw Fault($"invalid network mode: \"{network}\"");
        if (flags.Text("security") is { } security && security is not ("insecure" or "sandbox")) throw Fault($"security {security} is not valid");
        var mounts = flags.List("mount");
        foreach (var mount in mounts) RunMountReader.Check(mount);
        return new RunInstruction(Command(line.Arguments, line))
        {
            WrittenKeyword = line.Keyword,
            Text = line.Text,
            Lines = line.Lines,
            MountTexts = mounts,
            Network = flags.Text("network"),
            Security = flags.Text("security"),
        };
    }

    private static ShellInstruction Shell(SourceLine line)
    {
        if (!TryJson(line.Arguments, out var words))
        {
            throw line.Arguments.Length == 0
                ? Fault("SHELL requires at least one argument")
                : Fault($"SHELL requires the arguments to be in JSON form");
        }

        if (words.Count == 0) throw Fault("SHELL requires at least one argument");
        return new ShellInstruction(words) { WrittenKeyword = line.Keyword, Text = line.Text, Lines = line.Lines };
    }

    private static VolumeInstruction Volume(SourceLine line)
    {
        IReadOnlyList<string> paths = TryJson(line.Arguments, out var list) ? list : CommandSplitter.PlainWords(line.Arguments);
        AtLeastOne(paths, "VOLUME");
        paths = [.. paths.Select(p => p.Trim())];
        if (paths.Contains("")) throw Fault("VOLUME specified can not be an empty string");
        return new VolumeInstruction(paths) { WrittenKeyword = line.Keyword, Text = line.Text, Lines = line.Lines };
    }

    private static OnbuildInstruction Onbuild(SourceLine line)
    {
        if (line.Arguments.Length == 0) throw Fault("ONBUILD requires at least one argument");
        var trigger = CommandSplitter.PlainWords(line.Arguments)[0].ToUpperInvariant();
        if (trigger == "ONBUILD") throw Fault("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
        if (trigger is "MAINTAINER" or "FROM") throw Fault($"{trigger} isn't allowed as an ONBUILD trigger");
        var text = OnbuildKeyword().Replace(line.Text, "");
        foreach (var document in line.HereDocuments) text += $"\n{document.Content}{document.Name}";
        return new OnbuildInstruction(text) { WrittenKeyword = line.Keyword, Text = line.Text, Lines = line.Lines };
    }

    internal static CommandLine Command(string arguments, SourceLine line) => TryJson(arguments, out var words)
        ? new CommandLine(words, IsShell: false, line.HereDocuments)
        : new CommandLine(arguments.Length == 0 ? [] : [arguments], IsShell: true, line.HereDocuments);

    /// <summary>Reads a list of words in JSON; what is none is meant for the shell.</summary>
    /// <exception cref="GantryException">Invalid: it is a list of something else.</exception>
    internal static bool TryJson(string text, out IReadOnlyList<string> words)
    {
        words = [];
        if (!text.StartsWith('[')) return false;
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.String))
                throw Fault("when using JSON array syntax, arrays must be comprised of strings only");
            words = [.. document.RootElement.EnumerateArray().Select(e => e.GetString()!)];
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string ExactlyOne(SourceLine line, string keyword) => line.Arguments.Length > 0 ? line.Arguments : throw Fault($"{keyword} requires exactly one argument");

    private static IReadOnlyList<string> AtLeastOne(IReadOnlyList<string> words, string keyword) => words.Count > 0 ? words : throw Fault($"{keyword} requires at least one argument");

    private static GantryException Fault(string message) => new(ErrorKind.Invalid, message);

    [GeneratedRegex("^[a-z][a-z0-9-_.]*$")]
    private static partial Regex StageName();

    [GeneratedRegex(@"^\s*ONBUILD\s*", RegexOptions.IgnoreCase)]
    private static partial Regex OnbuildKeyword();
}
