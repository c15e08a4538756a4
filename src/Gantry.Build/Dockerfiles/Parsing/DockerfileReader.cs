using Gantry.Build.Dockerfiles.Parsing;
using Gantry.Oci.Errors;

namespace Gantry.Build.Dockerfiles;

public sealed partial record Dockerfile
{
    /// <summary>Reads a Dockerfile.</summary>
    /// <param name="text">Its text.</param>
    /// <exception cref="DockerfileException">It is wrong; the sentence says what and where.</exception>
    public static Dockerfile Parse(string text)
    {
        var findings = new List<Finding>();
        var reader = new LineReader(text, findings);
        var instructions = new InstructionReader(reader.Directives.Escape);
        var globals = new List<ArgInstruction>();
        var stages = new List<(FromInstruction From, List<Instruction> Instructions)>();
        foreach (var line in reader.Read())
        {
            switch (ReadOne(instructions, line))
            {
                case FromInstruction from: stages.Add((from, [])); break;
                case ArgInstruction arg when stages.Count == 0: globals.Add(arg); break;
                case var other when stages.Count > 0: stages[^1].Instructions.Add(other); break;
                default: throw new DockerfileException("no build stage in current context", line.Lines);
            }
        }

        if (stages.Count == 0) throw new DockerfileException("dockerfile contains no stages to build", new LineRange(1, 1));
        var dockerfile = new Dockerfile(
            reader.Directives.Escape, reader.Directives.Syntax, globals, [.. stages.Select(s => new Stage(s.From, s.Instructions))], []) { Check = reader.Directives.Check };
        return dockerfile with { Findings = [.. findings, .. Checks.OfForm(dockerfile)] };
    }

    /// <summary>Reads one instruction that stands alone, as a trigger of ONBUILD does.</summary>
    /// <exception cref="GantryException">Invalid.</exception>
    public static Instruction ParseInstruction(string text) => new InstructionReader('\\').Read(LineReader.One(text));

    private static Instruction ReadOne(InstructionReader reader, SourceLine line)
    {
        try
        {
            return reader.Read(line);
        }
        catch (GantryException e)
        {
            throw new DockerfileException($"dockerfile parse error on line {line.Lines.First}: {e.Message}", line.Lines);
        }
    }
}
