namespace Gantry.Cli.Streams;

/// <summary>
/// Looks for the detach keys in what is typed. Keys that may become the sequence are held back; they are let through when
/// the next one does not fit.
/// </summary>
internal sealed class DetachScanner(byte[] keys)
{
    private int matched;

    /// <summary>Writes what is to be sent to <paramref name="send"/>.</summary>
    /// <returns>True when the sequence is complete; the rest of the input is dropped.</returns>
    public bool Scan(ReadOnlySpan<byte> typed, List<byte> send)
    {
        foreach (var key in typed)
        {
            if (key == keys[matched])
            {
                if (++matched == keys.Length)
                    return true;
                continue;
            }

            for (var held = 0; held < matched; held++)
                send.Add(keys[held]);
            matched = key == keys[0] ? 1 : 0;
            if (matched == 0)
                send.Add(key);
            else if (keys.Length == 1)
                return true;
        }

        return false;
    }
}
