using System.Diagnostics;

using Gantry.Linux.Cgroups;

namespace Gantry.Linux.Tests.Cgroups;

/// <summary>A shell that is a member of a group, and that runs what it is told once it is in.</summary>
internal sealed class Member : IDisposable
{
    private readonly Process process;

    /// <param name="cgroup">The group to join.</param>
    /// <param name="script">What to run; a line it prints shows that it is there.</param>
    public Member(Cgroup cgroup, string script)
    {
        var files = CgroupLayout.Mode == CgroupMode.Unified ? [cgroup.UnifiedDirectory + "/cgroup.procs"] : cgroup.ProcsFiles;
        var joins = string.Join("; ", files.Select(file => $"echo 0 > {file}"));
        process = Process.Start(new ProcessStartInfo("/bin/sh", ["-ec", $"{joins}; {script}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    public int Pid => process.Id;

    public string ReadLine() => process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(process.StandardError.ReadToEnd());

    public int WaitForExit()
    {
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(20)));
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }
}
