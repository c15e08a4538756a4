using Gantry.Runtime.LaunchPlans;

namespace Gantry.Runtime.Launch;

/// <summary>Does for a child in the making what only the host can do.</summary>
internal interface ILaunchCompanion
{
    /// <summary>The child has reached a point; it goes on when this returns, and is killed when this throws.</summary>
    /// <param name="point">The point.</param>
    /// <param name="value">What the child tells with it.</param>
    /// <param name="child">The child.</param>
    /// <returns>A descriptor that is sent to the child, or -1.</returns>
    int Meet(LaunchPoint point, int value, LaunchedProcess child);
}
