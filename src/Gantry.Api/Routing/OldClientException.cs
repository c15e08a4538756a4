using Gantry.Oci.Errors;

namespace Gantry.Api.Routing;

/// <summary>The client speaks a version from before the oldest; it is told so in plain text, as it would show JSON to its user.</summary>
internal sealed class OldClientException(string message) : GantryException(ErrorKind.Invalid, message);
