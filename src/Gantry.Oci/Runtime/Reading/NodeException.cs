namespace Gantry.Oci.Runtime.Reading;

/// <summary>A value that is not what is expected where it is.</summary>
internal sealed class NodeException(string fault) : Exception(fault)
{
    private string path = "";

    /// <summary>Where it is (JSONPath), and what is wrong with it.</summary>
    public override string Message => $"${path}: {base.Message}";

    /// <summary>The same, as a part of something that contains it.</summary>
    /// <param name="step">The way to the part: <c>.name</c> or <c>[0]</c>.</param>
    public NodeException Below(string step)
    {
        path = step + path;
        return this;
    }
}
