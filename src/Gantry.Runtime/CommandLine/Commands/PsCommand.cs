using System.Diagnostics;
using System.Globalization;

using Gantry.Oci.Errors;

namespace Gantry.Runtime.CommandLine.Commands;

/// <summary><c>ps</c>: the processes of a container, as ps(1) shows them.</summary>
internal sealed class PsCommand : RuntimeCommand
{
    public override string Name => "ps";

    public override string Summary => "ps displays the processes running inside a container";

    public override string OperandNames => "<container-id> [ps options]";

    public override IReadOnlyList<RuntimeFlag> Flags => [CommonFlags.Format];

    public override int Most => int.MaxValue;

    public override bool StopsAtOperand => true;

    public override int Run(RuntimeContext context, RuntimeArguments arguments)
    {
        var processes = PauseCommand.GroupOf(context.Container(arguments)).Processes();
        switch (arguments.Text("format") ?? "table")
        {
            case "json":
                Console.Out.WriteLine(processes.Count == 0 ? "null" : "[" + string.Join(',', processes) + "]");
                return 0;
            case "table":
                Table(processes, arguments.Operands.Skip(1));
                return 0;
            default:
                throw new GantryException(ErrorKind.Invalid, "invalid format option");
        }
    }

    private static void Table(IReadOnlyList<int> processes, IEnumerable<string> options)
    {
        var words = options.ToList();
        using var ps = Process.Start(new ProcessStartInfo("ps", words.Count == 0 ? ["-ef"] : words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var complaint = ps.StandardError.ReadToEndAsync();
        var lines = ps.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        ps.WaitForExit();
        if (ps.ExitCode != 0)
            throw new GantryException(ErrorKind.Invalid, $"exit status {ps.ExitCode}: {complaint.Result}");
        var column = Array.IndexOf(Fields(lines[0]), "PID");
        if (column < 0)
            throw new GantryException(ErrorKind.Invalid, "couldn't find PID field in ps output");
        Console.Out.WriteLine(lines[0]);
        foreach (var line in lines.Skip(1))
        {
            if (int.TryParse(Fields(line)[column], NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && processes.Contains(pid))
                Console.Out.WriteLine(line);
        }
    }

    private static string[] Fields(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
