using System.Net;

using Gantry.Oci.Errors;

namespace Gantry.Registry.Errors;

/// <summary>What a registry answered instead of what it was asked for.</summary>
/// <param name="kind">What it means for the caller.</param>
/// <param name="status">The HTTP status.</param>
/// <param name="code">The registry's own code, "MANIFEST_UNKNOWN"; empty where it gave none.</param>
/// <param name="message">Its text, "manifest unknown: manifest unknown".</param>
/// <param name="wait">How long it asks to be left alone; null where it does not say.</param>
public sealed class RegistryException(ErrorKind kind, HttpStatusCode status, string code, string message, TimeSpan? wait = null) : GantryException(kind, message)
{
    /// <summary>The code where a registry wants a password and none is at hand.</summary>
    public const string NoCredentials = "no basic auth credentials";

    /// <summary>The code where the server that gives a registry's tokens does not take the user's password, or the token that stands for it.</summary>
    public const string WrongLogin = "incorrect username or password";

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>The registry's own code; empty where it gave none.</summary>
    public string Code { get; } = code;

    /// <summary>How long the registry asks to be left alone; null where it does not say.</summary>
    public TimeSpan? Wait { get; } = wait;

    /// <summary>Whether the same request may succeed a little later.</summary>
    public bool IsPassing => Status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError;
}
