using System.Text.Json;

using Gantry.Runtime.CommandLine.Answers;
using Gantry.Oci.Errors;
using Gantry.Oci.Text;
using Gantry.Runtime.Containers;

namespace Gantry.Runtime.CommandLine.Commands;

/// <summary><c>events</c>: usage at intervals, and kills for lack of memory, until the container ends.</summary>
internal sealed class EventsCommand : RuntimeCommand
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public override string Name => "events";

    public override string Summary => "display container events such as OOM notifications, cpu, memory, and IO usage statistics";

    public override string Description => "The events command displays information about the container. By default the\ninformation is displayed once every 5 seconds.";

    public override IReadOnlyList<RuntimeFlag> Flags =>
        [new("interval", RuntimeFlagKind.Duration, "set the stats collection interval", "5s"), new("stats", RuntimeFlagKind.Switch, "display the container's stats then exit")];

    public override int Run(RuntimeContext context, RuntimeArguments arguments)
    {
        var interval = arguments.Text("interval") is { } text && GoDuration.TryParse(text, out var given) ? given : DefaultInterval;
        if (interval <= TimeSpan.Zero)
            throw new GantryException(ErrorKind.Invalid, "duration interval must be greater than 0");
        var container = context.Container(arguments);
        if (container.Status() == ContainerStatus.Stopped)
            throw new GantryException(ErrorKind.Conflict, $"container with id {container.Record.Id} is not running");
        var group = PauseCommand.GroupOf(container);
        if (arguments.IsOn("stats"))
        {
            Print(EventAnswer.Stats(container.Record.Id, group));
            return 0;
        }

        // The process's end is waited for by its descriptor; the kernel's count of kills is looked at in between, since v1 announces them only to who registers.
        using var process = Linux.Processes.ProcessHandle.Open(container.Record.Pid);
        var next = DateTime.UtcNow + interval;
        var kills = group.OomKills();
        while (process is not null && container.IsAlive)
        {
            var now = group.OomKills();
            for (; kills < now; kills++)
                Print(new EventAnswer { Type = "oom", Id = container.Record.Id });
            var left = next - DateTime.UtcNow;
            if (left <= TimeSpan.Zero)
            {
                Print(EventAnswer.Stats(container.Record.Id, group));
                next += interval;
                continue;
            }

            process.EndsWithin(left < Look ? left : Look);
        }

        return 0;
    }

    private static void Print(EventAnswer answer)
    {
        Console.Out.Write(JsonSerializer.Serialize(answer, AnswerJson.Compact.EventAnswer) + "\n");
        Console.Out.Flush();
    }
}
