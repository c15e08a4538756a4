using Gantry.Storage.Images.Pulls;

namespace Gantry.Engine.Images.Pulls;

/// <summary>Who listens to a pull. Called on any thread.</summary>
public interface IPullProgress
{
    /// <summary>A sentence, about a tag where one is given.</summary>
    void Say(string status, string? id = null);

    /// <summary>How far a layer is.</summary>
    void Layer(LayerProgress progress);
}
