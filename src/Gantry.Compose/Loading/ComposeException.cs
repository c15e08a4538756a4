using Gantry.Oci.Errors;

namespace Gantry.Compose.Loading;

/// <summary>A Compose file that cannot be used; the message names the file and the place.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="kind">Whether something is missing or wrong.</param>
public sealed class ComposeException(string message, ErrorKind kind = ErrorKind.Invalid) : GantryException(kind, message);
