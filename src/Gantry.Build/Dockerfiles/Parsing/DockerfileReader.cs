using Gantry.Build.Dockerfiles.Checking;
using Gantry.Build.Dockerfiles.Parsing;

namespace Gantry.Build.Dockerfiles;

public sealed partial record Dockerfile
{
    /// <summary>Reads a Dockerfile.</summary>
    /// <param name="text">Its text.</param>
    /// <exception cref="DockerfileException">It is wrong; the sentence says what and where.</exception>
    public static Dockerfile Parse(string text)
    {
        var reader = new LineReader(text);
        var globals = new List<ArgInstruction>();
        var stages = new List<(FromInstruction From, List<Instruction> Instructions)>();
        foreach (var line in reader.Read())
        {
            switch (Read(line))
            {
                case FromInstruction from: stages.Add((from, [])); break;
                case ArgInstruction arg when stages.Count == 0: globals.Add(arg); break;
                case var other when stages.Count > 0: stages[^1].Instructions.Add(other); break;
                default: throw new DockerfileException("no build stage in current context", line.Lines);
            }
        }

        if (stages.Count == 0) throw new DockerfileException("dockerfile contains no stages to build");
        return new Dockerfile(
            reader.Escape,
            Directives.FindSyntax(text),
            globals,
            [.. stages.Select(s => new Stage(s.From, s.Instructions))],
            [.. reader.EmptyContinuations.Select(e => CheckRules.NoEmptyContinuation.Finds("Empty continuation line", new LineRange(e.Line, e.Line)))])
        {
            EmptyContinuations = [.. reader.EmptyContinuations.Select(e => e.Text)],
            Check = Directives.Find("check", text),
        };
    }

    /// <summary>Reads one instruction that stands alone, as a trigger of ONBUILD or a change of <c>commit</c> and <c>import</c> does.</summary>
    /// <param name="text">The instruction, here-documents included.</param>
    /// <exception cref="DockerfileException">It is wrong, or there are several.</exception>
    public static Instruction ParseInstruction(string text)
    {
        var lines = new LineReader(text).Read();
        return lines.Count == 1 ? InstructionReader.Read(lines[0]) : throw new DockerfileException("onbuild trigger should be a single expression");
    }

    private static Instruction Read(SourceLine line)
    {
        try
        {
            return InstructionReader.Read(line);
        }
        catch (DockerfileException e)
        {
            throw new DockerfileException($"dockerfile parse error on line {line.Lines.First}: {e.Message}", line.Lines);
        }
    }
}
