namespace Gantry.Compose.Interpolation;

/// <summary>A variable a Compose file uses.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Default">The value it has when it is not set, or empty.</param>
/// <param name="Replacement">What stands for it when it is set, or empty.</param>
/// <param name="Required">Whether it has to be set.</param>
public sealed record VariableUse(string Name, string Default, string Replacement, bool Required);
