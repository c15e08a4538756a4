using System.Diagnostics;
using System.Threading.Channels;

using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Storage.Snapshots;

/// <summary>Removes trees behind the caller's back: throwing away is a rename, the unlinking happens on a task of its own. What is
/// still there when the process ends is removed after the next start.</summary>
/// <remarks>Of a large tree the files go first, and the empty directories a while later. ext4 without a journal skips, one by one and for every new file, the inodes that
/// were freed nearby within the last minute, and puts a new tree where there are the fewest directories: without the wait, just where the last one was removed.
/// Unpacking a Debian root again and again took 0.2 to 4.4 s for each, with the wait 0.2 to 0.4 s.</remarks>
internal sealed class TrashBin : IAsyncDisposable
{
    private const int Large = 256; // files
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(90); // of ext4: 60 s, and those until the disk has heard of the removal

    private readonly string _directory;
    private readonly TimeSpan _wait;
    private readonly Channel<string> _names = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _emptying;
    private long _counter;

    public TrashBin(string directory)
        : this(directory, Memory)
    {
    }

    /// <param name="directory">Where what was thrown away lies.</param>
    /// <param name="wait">How long a large tree's directories stay.</param>
    internal TrashBin(string directory, TimeSpan wait)
    {
        _directory = directory;
        _wait = wait;
        Directory.CreateDirectory(directory);
        foreach (var left in Directory.EnumerateFileSystemEntries(directory))
        {
            var name = Path.GetFileName(left);
            if (long.TryParse(name, out var number)) _counter = Math.Max(_counter, number);
            _names.Writer.TryWrite(name);
        }

        _emptying = Task.Run(EmptyAsync);
    }

    /// <summary>Takes a file or directory of the same file system away at once.</summary>
    public void Throw(string path)
    {
        var name = Interlocked.Increment(ref _counter).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var target = Path.Combine(_directory, name);
        if (Directory.Exists(path)) Directory.Move(path, target);
        else File.Move(path, target);
        _names.Writer.TryWrite(name);
    }

    /// <summary>Waits until everything thrown away so far is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        _names.Writer.TryComplete();
        await _emptying;
    }

    private async Task EmptyAsync()
    {
        using var directory = OpenFile.Open(_directory, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        var hollow = new Queue<(string Name, long Since)>();
        while (await WaitAsync(hollow))
        {
            if (hollow.TryPeek(out var first) && Stopwatch.GetElapsedTime(first.Since) >= _wait) Remove(directory, hollow.Dequeue().Name);
            if (!_names.Reader.TryRead(out var name)) continue;
            if (IsHollowed(directory, FileName.FromText(name))) hollow.Enqueue((name, Stopwatch.GetTimestamp()));
            else Remove(directory, name);
        }

        foreach (var (name, _) in hollow) Remove(directory, name);
    }

    /// <summary>Waits until there is something to do; false: nothing more will come.</summary>
    private async Task<bool> WaitAsync(Queue<(string Name, long Since)> hollow)
    {
        if (!hollow.TryPeek(out var first)) return await _names.Reader.WaitToReadAsync();
        var left = _wait - Stopwatch.GetElapsedTime(first.Since);
        if (left <= TimeSpan.Zero) return true;
        using var due = new CancellationTokenSource(left);
        try
        {
            return await _names.Reader.WaitToReadAsync(due.Token);
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private static bool IsHollowed(SafeFileHandle directory, string name)
    {
        try
        {
            return FileTree.RemoveFiles(directory, name) >= Large;
        }
        catch (KernelException)
        {
            return false; // what removes it whole meets the same
        }
    }

    private static void Remove(SafeFileHandle directory, string name)
    {
        try
        {
            FileTree.Remove(directory, FileName.FromText(name));
        }
        catch (KernelException)
        {
            // A file that cannot be removed now (immutable, a mount below it) is tried again after the next start.
        }
    }
}
