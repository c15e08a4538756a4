using Gantry.Oci.Errors;

namespace Gantry.Storage.Diff;

/// <summary>What is wrong with an archive, in the words users of Docker know.</summary>
internal static class TarFaults
{
    public static GantryException Malformed() => new(ErrorKind.Invalid, "archive/tar: invalid tar header");

    public static GantryException Truncated() => new(ErrorKind.Invalid, "unexpected EOF");

    public static GantryException TooLarge(string what) => new(ErrorKind.Invalid, $"archive/tar: {what} is unreasonably large");
}
