namespace Gantry.Cli.Templates;

/// <summary>A template that cannot be parsed or does not fit its data.</summary>
internal sealed class TemplateException(string message) : Exception(message);
