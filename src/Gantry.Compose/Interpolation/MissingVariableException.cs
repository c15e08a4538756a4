namespace Gantry.Compose.Interpolation;

/// <summary>A required variable without a value.</summary>
internal sealed class MissingVariableException(string variable, string reason)
    : Exception(reason.Length > 0 ? $"required variable {variable} is missing a value: {reason}" : $"required variable {variable} is missing a value");
