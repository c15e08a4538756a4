namespace Gantry.Distribution.Errors;

/// <summary>A refusal in the words of the distribution specification.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">The specification's code, <c>BLOB_UNKNOWN</c>.</param>
/// <param name="message">One sentence for a person.</param>
/// <param name="detail">What exactly it is about; null: nothing more to say.</param>
internal sealed class DistributionException(int status, string code, string message, string? detail = null) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public string? Detail { get; } = detail;
}
