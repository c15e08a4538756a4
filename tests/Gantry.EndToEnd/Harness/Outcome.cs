using System.Text;

namespace Gantry.EndToEnd.Harness;

/// <summary>What a finished command left: its exit code and the exact bytes of both streams.</summary>
internal sealed record Outcome(string Command, int Exit, byte[] Stdout, byte[] Stderr, TimeSpan Took)
{
    public string Out => Encoding.UTF8.GetString(Stdout);

    public string Err => Encoding.UTF8.GetString(Stderr);

    /// <summary>Standard output without the final line end.</summary>
    public string Line => Out.TrimEnd('\n');

    /// <summary>Standard output as lines.</summary>
    public string[] Lines => Out.Length == 0 ? [] : Line.Split('\n');

    /// <summary>Exit code and both streams are exactly these.</summary>
    public Outcome Is(int exit, string stdout = "", string stderr = "")
    {
        Assert.True(Exit == exit && Out == stdout && Err == stderr, $"expected exit {exit}\n--- stdout\n{stdout}\n--- stderr\n{stderr}\n{this}");
        return this;
    }

    /// <summary>It succeeded, printed exactly this, and nothing on standard error.</summary>
    public Outcome Prints(string stdout) => Is(0, stdout);

    /// <summary>It succeeded.</summary>
    public Outcome Ok()
    {
        Assert.True(Exit == 0, $"expected success\n{this}");
        return this;
    }

    /// <summary>
    /// It failed with this code, and this is the message: Docker's words, without the usage hint of the client and
    /// without the names of the layers an engine passed the error through.
    /// </summary>
    public Outcome Fails(int exit, string message)
    {
        Assert.True(Exit == exit && Message == message, $"expected exit {exit} and the message\n{message}\n--- got the message\n{Message}\n{this}");
        return this;
    }

    /// <summary>Standard error as <see cref="Fails"/> compares it.</summary>
    public string Message
    {
        get
        {
            var text = Err;
            foreach (var layer in Layers)
                text = text.Replace(layer, "", StringComparison.Ordinal);
            var hint = text.IndexOf("\n\nRun 'docker ", StringComparison.Ordinal);
            if (hint >= 0)
                text = text[..hint];
            hint = text.IndexOf("\n\nUsage:  docker ", StringComparison.Ordinal);
            return (hint >= 0 ? text[..hint] : text).TrimEnd('\n');
        }
    }

    private static readonly string[] Layers =
    [
        "failed to create task for container: ", "failed to create shim task: ",
        "OCI runtime create failed: ", "OCI runtime exec failed: ", "runc create failed: ", "runc exec failed: ", "exec failed: ",
        "unable to start container process: ", "error during container init: ",
    ];

    public override string ToString() => $"$ {Command}\nexit {Exit} after {Took.TotalSeconds:F2} s\n--- stdout\n{Shown(Stdout)}\n--- stderr\n{Shown(Stderr)}";

    private static string Shown(byte[] bytes) => bytes.Length > 6000 ? $"{Encoding.UTF8.GetString(bytes, 0, 6000)}… ({bytes.Length} bytes)" : Encoding.UTF8.GetString(bytes);
}
