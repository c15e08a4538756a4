namespace Gantry.EndToEnd.Harness;

/// <summary>A keeper of credentials for clients (<c>docker-credential-test</c>), which has room for one.</summary>
internal static class CredentialHelper
{
    /// <summary>Writes it to a folder, which clients then need in their <c>PATH</c>; what it keeps is the file <c>kept</c> there.</summary>
    public static async Task Install(string folder)
    {
        var path = Path.Combine(folder, "docker-credential-test");
        await File.WriteAllTextAsync(path, $$"""
            #!/bin/sh
            kept={{folder}}/kept
            case $1 in
            store) cat >$kept;;
            erase) rm -f $kept;;
            get) if [ -f $kept ]; then cat $kept; else echo 'credentials not found in native keychain'; exit 1; fi;;
            esac

            """);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
