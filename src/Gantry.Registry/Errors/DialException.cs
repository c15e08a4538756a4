namespace Gantry.Registry.Errors;

/// <summary>No connection could be opened.</summary>
/// <param name="message">Why, as Go's library says it.</param>
/// <param name="cause">The failure underneath.</param>
internal sealed class DialException(string message, Exception? cause) : IOException(message, cause);
