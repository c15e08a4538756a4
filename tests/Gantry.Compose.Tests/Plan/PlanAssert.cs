using Gantry.Compose.Plan;

namespace Gantry.Compose.Tests.Plan;

/// <summary>Compares plans as text.</summary>
internal static class PlanAssert
{
    public static void Is(this ComposePlan plan, string text) => Assert.Equal(text.TrimEnd('\n') + (text.Length > 0 ? "\n" : ""), plan.ToString());
}
