using System.Runtime.InteropServices;

using Gantry.Oci.Errors;

namespace Gantry.Linux.Nftables;

/// <summary>
/// Packet filter transactions through libnftables(3). A context belongs to the network namespace of the thread that opened it.
/// The library is loaded when the first context is opened.
/// </summary>
public sealed partial class NftablesContext : IDisposable
{
    private readonly Lock _turn = new();
    private nint _context;

    private NftablesContext(nint context) => _context = context;

    /// <summary>Opens a context.</summary>
    /// <exception cref="GantryException">The library is missing.</exception>
    public static NftablesContext Open()
    {
        try
        {
            var context = nft_ctx_new(0);
            if (context == 0 || nft_ctx_buffer_output(context) != 0 || nft_ctx_buffer_error(context) != 0)
                throw new GantryException(ErrorKind.Internal, "nftables: cannot open a context");
            return new NftablesContext(context);
        }
        catch (DllNotFoundException e)
        {
            throw new GantryException(ErrorKind.Unavailable, "nftables: libnftables.so.1 is missing (Debian package libnftables1)", e);
        }
    }

    /// <summary>Runs commands in nft(8)'s language as one transaction; returns what they print.</summary>
    /// <exception cref="GantryException">The commands were refused; nothing was changed.</exception>
    public string Run(string commands)
    {
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_context == 0, this);
            var result = nft_run_cmd_from_buffer(_context, commands);
            // Both buffers are emptied by reading them.
            var output = Marshal.PtrToStringUTF8(nft_ctx_get_output_buffer(_context)) ?? "";
            var error = Marshal.PtrToStringUTF8(nft_ctx_get_error_buffer(_context)) ?? "";
            return result == 0 ? output : throw new GantryException(ErrorKind.Internal, $"nftables: {error.Trim()}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_turn)
        {
            if (_context != 0)
                nft_ctx_free(_context);
            _context = 0;
        }
    }

    private const string Library = "libnftables.so.1";

    [LibraryImport(Library)]
    private static partial nint nft_ctx_new(uint flags);

    [LibraryImport(Library)]
    private static partial void nft_ctx_free(nint context);

    [LibraryImport(Library)]
    private static partial int nft_ctx_buffer_output(nint context);

    [LibraryImport(Library)]
    private static partial int nft_ctx_buffer_error(nint context);

    [LibraryImport(Library)]
    private static partial nint nft_ctx_get_output_buffer(nint context);

    [LibraryImport(Library)]
    private static partial nint nft_ctx_get_error_buffer(nint context);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int nft_run_cmd_from_buffer(nint context, string commands);
}
