namespace Gantry.Compose.Tree;

/// <summary>The names messages give the types of values.</summary>
internal static class GoTypes
{
    public static string Name(Node? node) => node switch
    {
        MapNode => "map[string]interface {}",
        ListNode => "[]interface {}",
        ScalarNode { Value: string } => "string",
        ScalarNode { Value: bool } => "bool",
        ScalarNode { Value: long } => "int",
        ScalarNode { Value: double } => "float64",
        _ => "<nil>",
    };
}
