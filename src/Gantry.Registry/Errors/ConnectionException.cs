using Gantry.Oci.Errors;

namespace Gantry.Registry.Errors;

/// <summary>A registry could not be reached or stopped answering; another address or another try may do better.</summary>
/// <param name="message">What happened.</param>
/// <param name="cause">The failure underneath.</param>
public sealed class ConnectionException(string message, Exception? cause) : GantryException(ErrorKind.Internal, message, cause);
