using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Runs;

/// <summary>The program that is a container's first process with <c>--init</c>. It runs inside any image, so it must be static.</summary>
internal static class InitProgram
{
    public static string Find()
    {
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
