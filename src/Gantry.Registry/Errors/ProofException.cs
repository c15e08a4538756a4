using System.Security.Authentication;

namespace Gantry.Registry.Errors;

/// <summary>A server has not proved who it is.</summary>
/// <param name="message">Why, as Go's library says it.</param>
internal sealed class ProofException(string message) : AuthenticationException(message);
