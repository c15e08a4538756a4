using System.Text.RegularExpressions;

using Gantry.Oci.Text;

namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>Makes instructions of lines that are cut into words.</summary>
internal static partial class InstructionReader
{
    private static readonly string[] Keywords =
    [
        "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME",
        "WORKDIR",
    ];

    /// <exception cref="DockerfileException">It is wrong; the sentence does not begin with the line's number.</exception>
    public static Instruction Read(SourceLine line)
    {
        try
        {
            return Make(line) with { Comments = line.Comments };
        }
        catch (DockerfileException e)
        {
            throw e.At(line.Lines);
        }
    }

    private static Instruction Make(SourceLine line) => line.Keyword.ToUpperInvariant() switch
    {
        "ADD" => CopyReader.Read(line, isAdd: true),
        "ARG" => Arg(line),
        "CMD" => new CmdInstruction(Flagless(line, Command)) { WrittenKeyword = line.Keyword, Text = line.Text, Lines = line.Lines },
        "COPY" => CopyReader.Read(line, isAdd: false),
        "ENTRYPOINT" => new EntrypointInstruction(Flagless(line, Command)) { WrittenKeyword = line.Keyword, Text = line.Text, Lines = line.Lines },
        "ENV" => new EnvInstruction(Flagless(line, Settings)) { WrittenKeyword = line.Keyword, Text = line.Text, Lines = line.Lines },
        "EXPOSE" => new ExposeInstruction([.. AtLeastOne(line).Order(StringComparer.Ordinal)]) { WrittenKeyword = line.Keyword, Text = line.Text, Lines = line.Lines },
        "FROM" => From(line),
        "HEALTHCHECK" => HealthcheckReader.Read(line),
        "LABEL" => new LabelInstruction(Flagless(line, Settings)) { WrittenKeyword = line.Keyword, Text = line.Text, Lines = line.Lines },
        "MAINTAINER" => new MaintainerInstruction(ExactlyOne(line)) { WrittenKeyword = line.Keyword, Text = line.Text, Lines = line.Lines },
        "ONBUILD" => Onbuild(line),
        "RUN" => RunReader.Read(line),
        "SHELL" => Shell(line),
        "STOPSIGNAL" => new StopsignalInstruction(ExactlyOne(line, hasFlags: true)) { WrittenKeyword = line.Keyword, Text = line.Text, Lines = line.Lines },
        "USER" => new UserInstruction(ExactlyOne(line)) { WrittenKeyword = line.Keyword, Text = line.Text, Lines = line.Lines },
        "VOLUME" => Volume(line),
        "WORKDIR" => new WorkdirInstruction(ExactlyOne(line)) { WrittenKeyword = line.Keyword, Text = line.Text, Lines = line.Lines },
        _ => throw new DockerfileException($"unknown instruction: {line.Keyword}{Suggestion.Remark(line.Keyword, Keywords, ignoreCase: true)}"),
    };

    /// <summary>What RUN, CMD and ENTRYPOINT run.</summary>
    internal static CommandLine Command(SourceLine line) => new(line.Arguments.Words, !line.Arguments.IsJson, line.HereDocuments);

    /// <summary>The sentence for an instruction without arguments.</summary>
    internal static DockerfileException MissingArgument(SourceLine line) => new($"{line.Keyword.ToUpperInvariant()} requires at least one argument");

    private static T Flagless<T>(SourceLine line, Func<SourceLine, T> read)
    {
        _ = new InstructionFlags(line.Flags);
        return read(line);
    }

    private static FromInstruction From(SourceLine line)
    {
        var words = line.Arguments.Words;
        string? name = null;
        if (words.Count == 3 && words[1].Equals("as", StringComparison.OrdinalIgnoreCase))
        {
            name = words[2].ToLowerInvariant();
            if (!StageName().IsMatch(name)) throw new DockerfileException($"invalid name for build stage: {GoQuote.Of(words[2])}, name can't start with a number or contain symbols");
        }
        else if (words.Count != 1)
        {
            throw new DockerfileException("FROM requires either one or three arguments");
        }

        return new FromInstruction(words[0], name, new InstructionFlags(line.Flags, texts: ["platform"]).Text("platform"))
        {
            WrittenAs = name is null ? null : words[1],
            WrittenName = name is null ? null : words[2],
            WrittenKeyword = line.Keyword,
            Text = line.Text,
            Lines = line.Lines,
        };
    }

    private static ArgInstruction Arg(SourceLine line)
    {
        if (line.Arguments.Words.Count == 0) throw MissingArgument(line);
        var declarations = line.Arguments.Words.Select(word =>
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            return equals switch
            {
                0 => throw new DockerfileException("ARG names can not be blank"),
                < 0 => new ArgDeclaration(word, null),
                _ => new ArgDeclaration(word[..equals], word[(equals + 1)..]),
            };
        });
        return new ArgInstruction([.. declarations]) { WrittenKeyword = line.Keyword, Text = line.Text, Lines = line.Lines };
    }

    private static IReadOnlyList<Setting> Settings(SourceLine line)
    {
        if (line.Arguments.Settings.Count == 0) throw MissingArgument(line);
        return line.Arguments.Settings.Any(s => s.Key.Length == 0)
            ? throw new DockerfileException($"{line.Keyword.ToUpperInvariant()} names can not be blank")
            : line.Arguments.Settings;
    }

    private static ShellInstruction Shell(SourceLine line)
    {
        _ = new InstructionFlags(line.Flags);
        if (line.Arguments.Words.Count == 0) throw MissingArgument(line);
        if (!line.Arguments.IsJson) throw new DockerfileException("SHELL requires the arguments to be in JSON form");
        return new ShellInstruction(line.Arguments.Words) { WrittenKeyword = line.Keyword, Text = line.Text, Lines = line.Lines };
    }

    private static VolumeInstruction Volume(SourceLine line)
    {
        var paths = AtLeastOne(line).Select(p => p.Trim()).ToList();
        if (paths.Contains("")) throw new DockerfileException("VOLUME specified can not be an empty string");
        return new VolumeInstruction(paths) { WrittenKeyword = line.Keyword, Text = line.Text, Lines = line.Lines };
    }

    private static OnbuildInstruction Onbuild(SourceLine line)
    {
        var trigger = AtLeastOne(line)[0].ToUpperInvariant();
        if (trigger == "ONBUILD") throw new DockerfileException("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
        if (trigger is "MAINTAINER" or "FROM") throw new DockerfileException($"{trigger} isn't allowed as an ONBUILD trigger");
        var text = string.Concat([OnbuildKeyword().Replace(line.Text, ""), .. line.HereDocuments.Select(d => $"\n{d.Written}{d.Name}")]);
        return new OnbuildInstruction(text) { WrittenKeyword = line.Keyword, Text = line.Text, Lines = line.Lines };
    }

    /// <summary>The one argument. How many there are is looked at before the flags, as with <see cref="AtLeastOne"/>.</summary>
    private static string ExactlyOne(SourceLine line, bool hasFlags = false)
    {
        if (line.Arguments.Words.Count != 1) throw new DockerfileException($"{line.Keyword.ToUpperInvariant()} requires exactly one argument");
        if (!hasFlags) _ = new InstructionFlags(line.Flags);
        return line.Arguments.Words[0];
    }

    private static IReadOnlyList<string> AtLeastOne(SourceLine line)
    {
        if (line.Arguments.Words.Count == 0) throw MissingArgument(line);
        _ = new InstructionFlags(line.Flags);
        return line.Arguments.Words;
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-_.]*\z")]
    private static partial Regex StageName();

    [GeneratedRegex(@"^[\t\n\f\r ]*ONBUILD[\t\n\f\r ]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OnbuildKeyword();
}
