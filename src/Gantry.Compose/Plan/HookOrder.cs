namespace Gantry.Compose.Plan;

/// <summary>A program to be run in a container when it has started, or before it is stopped.</summary>
/// <param name="Service">The service it is a hook of.</param>
/// <param name="Command">The program and its arguments.</param>
/// <param name="User">Who runs it; empty: whoever the container runs as.</param>
/// <param name="Privileged">Whether it may do everything.</param>
/// <param name="Directory">Where it runs; empty: the container's directory.</param>
/// <param name="Environment">Variables, as <c>NAME=value</c>.</param>
public sealed record HookOrder(
    string Service, IReadOnlyList<string> Command, string User, bool Privileged, string Directory, IReadOnlyList<string> Environment);
