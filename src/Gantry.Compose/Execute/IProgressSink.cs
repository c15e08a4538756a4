namespace Gantry.Compose.Execute;

/// <summary>Where it is shown how the work goes. Called from several threads at once.</summary>
public interface IProgressSink
{
    /// <summary>Shows an event.</summary>
    /// <param name="happened">The event.</param>
    void Report(ProgressEvent happened);

    /// <summary>Says something that belongs to no object, when all is over.</summary>
    /// <param name="text">A line.</param>
    void Remark(string text);
}
