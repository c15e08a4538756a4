using System.Threading.Channels;

using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;

namespace Gantry.Storage.Snapshots;

/// <summary>Removes trees behind the caller's back: throwing away is a rename, the unlinking happens on a task of its own. What is
/// still there when the process ends is removed after the next start.</summary>
internal sealed class TrashBin : IAsyncDisposable
{
    private readonly string _directory;
    private readonly Channel<string> _names = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _emptying;
    private long _counter;

    public TrashBin(string directory)
    {
        _directory = directory;
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
        await foreach (var name in _names.Reader.ReadAllAsync(CancellationToken.None))
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
}
