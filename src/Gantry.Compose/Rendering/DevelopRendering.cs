using Gantry.Compose.Model;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Rendering;

/// <summary>The rules of watch in their canonical form.</summary>
internal static class DevelopRendering
{
    public static MapNode? Of(Develop? develop, RenderForm form) => develop is null ? null : new Fields(form)
        .Objects("watch", develop.Watch, trigger => Of(trigger, form)).Extensions(develop.Extensions).Map;

    private static MapNode Of(WatchTrigger trigger, RenderForm form)
    {
        // JSON never leaves an object out, so a rule without a command shows an empty one there.
        var exec = trigger.Exec ?? (form == RenderForm.Json ? new ServiceHook() : null);
        var map = new MapNode { ["path"] = Fields.Scalar(trigger.Path), ["action"] = Fields.Scalar(trigger.Action) };
        var rest = new Fields(form)
            .Text("target", trigger.Target)
            .Object("exec", exec is null ? null : PartRendering.Of(exec, form))
            .Texts("include", trigger.Include)
            .Texts("ignore", trigger.Ignore)
            .Flag("initial_sync", trigger.InitialSync)
            .Extensions(trigger.Extensions).Map;
        foreach (var (key, value) in rest.Entries)
            map[key] = value;
        return map;
    }
}
