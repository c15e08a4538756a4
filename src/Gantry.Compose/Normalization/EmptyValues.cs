using Gantry.Compose.Tree;

namespace Gantry.Compose.Normalization;

/// <summary>Takes out empty name servers, which variables without a value leave.</summary>
internal static class EmptyValues
{
    public static void Remove(MapNode root)
    {
        foreach (var (_, service) in root.Map("services")?.Entries ?? [])
            (service as MapNode)?.List("dns")?.Items.RemoveAll(item => item is ScalarNode { Value: null or "" });
    }
}
