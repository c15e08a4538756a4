namespace Gantry.Compose.Interpolation;

/// <summary>A text whose variables are malformed.</summary>
internal sealed class TemplateException(string template) : Exception($"Invalid template: \"{template}\"")
{
    /// <summary>The text; empty until it is known.</summary>
    public string Template { get; } = template;
}
