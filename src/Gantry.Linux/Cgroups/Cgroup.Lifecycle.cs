using System.Diagnostics;
using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;

namespace Gantry.Linux.Cgroups;

/// <content>Making, freezing, killing and removing.</content>
public sealed partial class Cgroup
{
    private const int SIGKILL = 9;
    private const int KillRounds = 100;
    private const int Mode = 0x1ed; // rwxr-xr-x

    private static readonly TimeSpan FreezeLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BurialLimit = TimeSpan.FromSeconds(2);

    /// <summary>Stops all members where they are, and returns when they stand.</summary>
    /// <exception cref="GantryException">A member did not come to a stop within ten seconds (the group is thawed again), or the kernel has no freezer.</exception>
    public void Freeze()
    {
        bool frozen;
        if (Whole is { } unified)
        {
            CgroupFile.Write(unified, "cgroup.freeze", "1");
            frozen = CgroupEvents.Await(unified, "frozen", 1, FreezeLimit);
        }
        else
        {
            frozen = FreezeLegacy(Controller("freezer") ?? throw new GantryException(ErrorKind.Invalid, "this kernel has no freezer controller: containers cannot be paused"));
        }

        if (frozen)
            return;
        Thaw();
        throw new GantryException(ErrorKind.Internal, $"unable to freeze {path}: its processes did not stop within {FreezeLimit.TotalSeconds:0} seconds");
    }

    /// <summary>Lets frozen members go on.</summary>
    public void Thaw()
    {
        if (Whole is { } unified)
            CgroupFile.Write(unified, "cgroup.freeze", "0");
        else if (Controller("freezer") is { } freezer)
            CgroupFile.Write(freezer, "freezer.state", "THAWED");
    }

    /// <summary>Sends SIGKILL to every member, those born meanwhile included. Frozen members are thawed, since they could not die.</summary>
    public void Kill()
    {
        if (Whole is { } unified && File.Exists(unified + "/cgroup.kill"))
        {
            CgroupFile.Write(unified, "cgroup.kill", "1");
            CgroupFile.Write(unified, "cgroup.freeze", "0");
            return;
        }

        // What is frozen has no children: one round finds all. Where freezing fails, rounds go on until one finds nobody new.
        var stopped = Controller("freezer") is { } freezer && Directory.Exists(freezer) && FreezeLegacy(freezer);
        var known = new HashSet<int>();
        for (var round = 0; round < KillRounds; round++)
        {
            var fresh = Processes().Where(known.Add).ToList();
            foreach (var pid in fresh)
                _ = kill(pid, SIGKILL);
            if (stopped || fresh.Count == 0)
                break;
        }

        if (Directory.Exists(MainDirectory))
            Thaw();
    }

    /// <summary>Removes the group with all groups below. A group that is in use stays; true when none is left.</summary>
    /// <remarks>Members that are dying are waited for, at most two seconds in all, on the kernel's notice where there is a v2 tree.</remarks>
    public bool Remove()
    {
        var gone = true;
        var clock = Stopwatch.StartNew();

        // The v2 tree, last in the list, tells when the members are gone; so it goes last.
        foreach (var directory in Directories)
            gone &= RemoveTree(directory, BurialLimit - clock.Elapsed);
        return gone;
    }

    /// <summary>Removes the groups of a path in every hierarchy that no process is in, from the bottom up, without waiting for any.</summary>
    public static void RemoveTree(string path)
    {
        foreach (var directory in Open(path).Directories)
            Open(path).RemoveTree(directory, default);
    }

    private bool RemoveTree(string directory, TimeSpan limit)
    {
        var errno = TryRemove(directory);
        if (errno == 0)
            return true;
        if (errno == Errno.EBUSY && AnyBelow(directory))
            errno = RemoveBelow(directory);
        if (errno != Errno.EBUSY || limit <= TimeSpan.Zero)
            return errno == 0;

        // A member that was just killed keeps the group busy until the kernel has buried it, a matter of microseconds to milliseconds.
        var clock = Stopwatch.StartNew();
        if (UnifiedDirectory is { } unified && Directory.Exists(unified))
            CgroupEvents.Await(unified, "populated", 0, limit);
        var pause = new SpinWait();
        do
        {
            errno = RemoveBelow(directory);
            if (errno == Errno.EBUSY)
                pause.SpinOnce(); // without a v2 tree the kernel gives no notice
        }
        while (errno == Errno.EBUSY && clock.Elapsed < limit);
        return errno == 0;
    }

    private static int RemoveBelow(string directory)
    {
        foreach (var below in Tree(directory).Reverse())
        {
            if (TryRemove(below) is var errno and not 0)
                return errno;
        }

        return 0;
    }

    private static bool AnyBelow(string directory) => Tree(directory).Skip(1).Any();

    private static int TryRemove(string directory)
    {
        if (rmdir(directory) == 0)
            return 0;
        var errno = Marshal.GetLastPInvokeError();
        return errno == Errno.ENOENT ? 0 : errno;
    }

    /// <summary>A leftover of this name is replaced, so that no limit of it lives on.</summary>
    private void Make(string directory)
    {
        if (mkdir(directory, Mode) == 0)
            return;
        var errno = Marshal.GetLastPInvokeError();
        if (errno == Errno.ENOENT)
            Ensure(Path.GetDirectoryName(directory)!);
        else if (errno != Errno.EEXIST)
            throw new KernelException("mkdir", directory, errno);
        else if (!RemoveTree(directory, BurialLimit))
            throw new GantryException(ErrorKind.Conflict, $"cgroup {path} is in use: {Processes().Count} process(es) found in it");
        if (mkdir(directory, Mode) != 0)
            throw KernelException.Last("mkdir", directory);
    }

    /// <summary>Makes a directory; false where that may not be and need not be: a v2 tree beside version 1 carries no limits.</summary>
    private bool Tolerating(string directory, Action<string> make)
    {
        try
        {
            make(directory);
            return true;
        }
        catch (KernelException e) when (e.Errno is Errno.EACCES or Errno.EPERM or Errno.EROFS && Whole is null && directory == UnifiedDirectory)
        {
            return false;
        }
    }

    /// <summary>A directory that is there already stays as it is.</summary>
    private static void Ensure(string directory)
    {
        if (mkdir(directory, Mode) == 0)
            return;
        var errno = Marshal.GetLastPInvokeError();
        if (errno == Errno.EEXIST)
            return;
        if (errno != Errno.ENOENT)
            throw new KernelException("mkdir", directory, errno);
        Ensure(Path.GetDirectoryName(directory)!);
        if (mkdir(directory, Mode) != 0 && Marshal.GetLastPInvokeError() != Errno.EEXIST)
            throw KernelException.Last("mkdir", directory);
    }

    /// <summary>Version 1 gives no notice of the freezer's state. Mostly it stands when it is first read; then it is looked at every millisecond.
    /// The write is repeated, since members may have been born or have been caught in the kernel.</summary>
    private static bool FreezeLegacy(string directory)
    {
        var clock = Stopwatch.StartNew();
        var pause = new SpinWait();
        for (var look = 0; clock.Elapsed < FreezeLimit; look++)
        {
            if (look % 50 == 0)
                CgroupFile.Write(directory, "freezer.state", "FROZEN");
            if (CgroupFile.ReadText(directory, "freezer.state") == "FROZEN")
                return true;
            pause.SpinOnce();
        }

        return false;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkdir(string path, int mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rmdir(string path);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
