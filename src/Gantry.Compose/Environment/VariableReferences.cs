using Gantry.Compose.Binding;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Environment;

/// <summary>Takes the values of the variables that services, secrets and configs only name.</summary>
internal static class VariableReferences
{
    public static void Resolve(MapNode root, IReadOnlyDictionary<string, string> environment)
    {
        foreach (var (_, service) in root.Map("services")?.Entries ?? [])
            if ((service as MapNode)?.List("environment") is { } lines)
                Resolve(lines, environment);
        Contents(root.Map("secrets"), ResourceReader.SecretValue, environment);
        Contents(root.Map("configs"), "content", environment);
    }

    private static void Resolve(ListNode lines, IReadOnlyDictionary<string, string> environment)
    {
        for (var i = 0; i < lines.Items.Count; i++)
            if (lines.Items[i] is ScalarNode { Text: { } name } line && environment.TryGetValue(name, out var value))
                lines.Items[i] = new ScalarNode($"{name}={value}") { At = line.At };
    }

    private static void Contents(MapNode? objects, string key, IReadOnlyDictionary<string, string> environment)
    {
        foreach (var (_, item) in objects?.Entries ?? [])
            if (item is MapNode file && file.Text("environment") is { } name && environment.TryGetValue(name, out var value))
                file[key] = new ScalarNode(value) { At = file.At };
    }
}
