namespace Gantry.Compose.Rendering;

/// <summary>The form a model is rendered for; a few attributes differ between the two.</summary>
public enum RenderForm
{
    /// <summary>YAML, with the x- attributes.</summary>
    Yaml,

    /// <summary>JSON, the form configuration hashes are taken of.</summary>
    Json,
}
