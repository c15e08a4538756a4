namespace Gantry.Oci.Images;

/// <summary>The value of a set written as a JSON object ("80/tcp": {}).</summary>
public sealed record EmptyObject
{
    /// <summary>The one value there is.</summary>
    public static EmptyObject Value { get; } = new();
}
