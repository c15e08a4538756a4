using System.Text;

using Gantry.Linux.Terminals;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Cli.Streams;

/// <summary>
/// Standard input, output and error as plain descriptors. The framework's console is avoided: it changes the terminal's
/// settings by itself and reads a terminal by lines.
/// </summary>
internal sealed class StandardStreams
{
    private const int InputDescriptor = 0;
    private const int OutputDescriptor = 1;
    private const int ErrorDescriptor = 2;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public StandardStreams(Stream input, Stream output, Stream error)
    {
        Input = input;
        Output = output;
        RawError = error;
        Out = TextWriter.Synchronized(new StreamWriter(output, Utf8, 16 * 1024, leaveOpen: true));
        Error = TextWriter.Synchronized(new StreamWriter(error, Utf8, 1024, leaveOpen: true) { AutoFlush = true });
    }

    public Stream Input { get; }

    public Stream Output { get; }

    public Stream RawError { get; }

    /// <summary>Text for standard output; flushed when the command ends, or by whoever streams. Many may write at once.</summary>
    public TextWriter Out { get; }

    /// <summary>Text for standard error, unbuffered. Many may write at once.</summary>
    public TextWriter Error { get; }

    public bool InputIsTerminal { get; private init; }

    public bool OutputIsTerminal { get; private init; }

    public bool ErrorIsTerminal { get; private init; }

    /// <summary>The terminal's rows and columns, zeros without one.</summary>
    public (int Rows, int Columns) Size => OutputIsTerminal ? ClientTerminal.Size(OutputDescriptor) : (0, 0);

    /// <summary>Rows and columns of the terminal that standard error is, zeros without one.</summary>
    public (int Rows, int Columns) ErrorSize => ErrorIsTerminal ? ClientTerminal.Size(ErrorDescriptor) : (0, 0);

    /// <summary>Columns of the terminal that standard output is; null: it is none.</summary>
    public int? OutputWidth => OutputIsTerminal ? Size.Columns : null;

    /// <summary>Columns of the terminal that standard error is; null: it is none.</summary>
    public int? ErrorWidth => ErrorIsTerminal ? ErrorSize.Columns : null;

    /// <summary>The process's own streams.</summary>
    public static StandardStreams Open() => new(OpenDescriptor(0, FileAccess.Read), OpenDescriptor(1, FileAccess.Write), OpenDescriptor(2, FileAccess.Write))
    {
        InputIsTerminal = ClientTerminal.IsTerminal(InputDescriptor),
        OutputIsTerminal = ClientTerminal.IsTerminal(OutputDescriptor),
        ErrorIsTerminal = ClientTerminal.IsTerminal(ErrorDescriptor),
    };

    /// <summary>Raw mode on the input's terminal until the result is disposed.</summary>
    public static IDisposable EnterRawMode() => ClientTerminal.EnterRawMode(InputDescriptor);

    /// <summary>Keys of the input's terminal as they are typed until the result is disposed.</summary>
    public static IDisposable EnterKeyMode() => ClientTerminal.EnterKeyMode(InputDescriptor);

    private static DescriptorStream OpenDescriptor(int descriptor, FileAccess access) =>
        new(new SafeFileHandle(descriptor, ownsHandle: false), access);
}
