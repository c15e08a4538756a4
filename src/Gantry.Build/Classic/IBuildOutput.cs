using Gantry.Engine.Images.Pulls;

namespace Gantry.Build.Classic;

/// <summary>Who listens to a classic build. Called on any thread, one call at a time.</summary>
public interface IBuildOutput : IPullProgress
{
    /// <summary>Text of the builder or of a step's standard output, as it comes.</summary>
    void Out(string text);

    /// <summary>Text of a step's standard error, or a warning.</summary>
    void Error(string text);

    /// <summary>A stage's image.</summary>
    void Image(string id);
}
