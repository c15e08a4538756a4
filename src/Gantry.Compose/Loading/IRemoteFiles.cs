namespace Gantry.Compose.Loading;

/// <summary>Brings Compose files here that lie elsewhere: in a registry, in a repository.</summary>
public interface IRemoteFiles
{
    /// <summary>Whether an address is of a kind that is known here; else it is a path.</summary>
    bool Accepts(string address);

    /// <summary>Brings a file here, and what lies beside it.</summary>
    /// <exception cref="Oci.Errors.GantryException">It cannot be had.</exception>
    RemoteFile Fetch(string address);
}

/// <summary>A file that was brought here.</summary>
/// <param name="Path">Where it is now.</param>
/// <param name="Root">The directory with all that came with it.</param>
public sealed record RemoteFile(string Path, string Root);
