using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Runs;

/// <summary>The program that is a container's first process with <c>--init</c>. It runs inside any image, so it must be static.</summary>
internal static class InitProgram
{
    /// <param name="wanted">The program's path; empty: one of the usual names in PATH.</param>
    public static string Find(string wanted)
    {
        if (wanted.Length > 0)
            return File.Exists(wanted) ? wanted : throw new GantryException(ErrorKind.Invalid, $"--init needs the program {wanted}, which the daemon was told to use and which is not there");
        foreach (var directory in (Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin").Split(':'))
        {
            foreach (var name in (ReadOnlySpan<string>)["docker-init", "tini-static"])
            {
                var path = Path.Combine(directory, name);
                if (File.Exists(path))
                    return path;
            }
        }

        throw new GantryException(ErrorKind.Invalid, "--init needs a static init program, docker-init or tini-static, in the daemon's PATH: install the package tini");
    }
}
