using System.Globalization;
using System.Text.Json;

using Gantry.Runtime.CommandLine.Answers;
using Gantry.Oci.Errors;
using Gantry.Runtime.Containers;

namespace Gantry.Runtime.CommandLine.Commands;

/// <summary><c>list</c>: all containers.</summary>
internal sealed class ListCommand : RuntimeCommand
{
    public override string Name => "list";

    public override string Summary => "lists containers started by this runtime with the given root";

    public override string OperandNames => "";

    public override string Description => "The root is specified via the global option \"--root\": {0} --root value list";

    public override IReadOnlyList<RuntimeFlag> Flags => [CommonFlags.Format, new("quiet, q", RuntimeFlagKind.Switch, "display only container IDs")];

    public override int Fewest => 0;

    public override int Most => 0;

    public override int Run(RuntimeContext context, RuntimeArguments arguments)
    {
        var found = new List<StateAnswer>();
        foreach (var name in Names(context.Store))
        {
            try
            {
                found.Add(StateAnswer.Of(context.Store.Open(name), Owners.Of(Path.Combine(context.Store.Root, name))));
            }
            catch (GantryException e)
            {
                Console.Error.WriteLine($"load container {name}: {e.Message}");
            }
        }

        if (arguments.IsOn("quiet"))
        {
            foreach (var container in found)
                Console.Out.WriteLine(container.Id);
            return 0;
        }

        switch (arguments.Text("format") ?? "table")
        {
            case "table":
                Table(found);
                return 0;
            case "json":
                Console.Out.WriteLine(found.Count == 0 ? "null" : JsonSerializer.Serialize(found, AnswerJson.Compact.ListStateAnswer));
                return 0;
            default:
                throw new GantryException(ErrorKind.Invalid, "invalid format option");
        }
    }

    /// <summary>The default root comes to be with the first container; a root that somebody names must be there.</summary>
    private static IReadOnlyList<string> Names(ContainerStore store)
    {
        if (Directory.Exists(store.Root) || (store.IsDefault && !File.Exists(store.Root)))
            return store.Names();
        throw new GantryException(ErrorKind.NotFound, $"open {store.Root}: {(File.Exists(store.Root) ? "not a directory" : "no such file or directory")}");
    }

    private static void Table(List<StateAnswer> containers)
    {
        var rows = containers.Select(c => new[] { c.Id, c.Pid.ToString(CultureInfo.InvariantCulture), c.Status, c.Bundle, c.Created, c.Owner })
            .Prepend(["ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"]).ToList();
        var widths = Enumerable.Range(0, 5).Select(column => Math.Max(12, rows.Max(r => r[column].Length) + 3)).ToArray();
        foreach (var row in rows)
            Console.Out.WriteLine(string.Concat(row.Take(5).Select((cell, column) => cell.PadRight(widths[column]))) + row[5]);
    }
}
