using System.Security.Cryptography;

namespace Gantry.EndToEnd.Builds.Fuzz;

/// <summary>Graphs of BuildKit's as programs send them (<c>solver/pb/ops.proto</c>), with numbers and names that fit, and often with some that do not.</summary>
internal sealed class RandomDefinition(Random random)
{
    private static readonly string[] Paths =
    [
        "/", "/a", "/a/b", "/a/b/c", "", ".", "..", "/../../etc/passwd", "a", "/proc/self/fd/3", "/dev/null", "/a\0b", "//a//", "/*", "/[", "/a/", new string('x', 300), "/" + new string('y', 5000), "/é\u2028", "/etc/hostname",
    ];

    private static readonly string[] Programs = ["true", "/bin/true", "sh", "-c", "echo x > /a", "exit 3", "", "/nowhere", "\0", "cat /etc/hostname", "rm -rf /*"];
    private static readonly string[] Sources =
    [
        "docker-image://docker.io/library/busybox:latest", "docker-image://", "docker-image://NoT/vAlid::", "local://context", "git://-", "git://--upload-pack=x#-y", "http://", "https://[", "oci-layout://x", "nonsense", "://", "file:///etc",
    ];

    private static readonly string[] Attributes = ["local.includepattern", "local.excludepatterns", "image.resolvemode", "http.perm", "http.filename", "http.checksum", "git.fullurl", "git.keepgitdir"];
    private static readonly long[] Numbers = [0, 0, 0, 1, 1, 2, -1, -1, -2, 7, int.MaxValue, long.MaxValue, long.MinValue, 0x1ED, 420];

    private readonly List<byte[]> _operations = [];
    private bool _isSane; // numbers fit, so that the graph is solved as far as names and paths let it

    /// <summary>A graph of one operation.</summary>
    public static WireMessage Of(WireMessage operation) => Closed([operation.Bytes], 0);

    /// <summary>The operation that writes one file.</summary>
    public static WireMessage File(string path, string content)
    {
        var made = new WireMessage().Text(1, path).Number(2, 0x1A4).Text(3, content).Number(5, -1);
        return new WireMessage().Message(4, new WireMessage().Message(2, new WireMessage().Number(1, -1).Number(2, -1).Number(3, 0).Message(5, made)));
    }

    /// <summary>A graph in a graph in a graph …</summary>
    public static WireMessage Nested(int depth)
    {
        var definition = Of(File("/x", "x"));
        for (; depth > 0; depth--) definition = Of(new WireMessage().Message(5, new WireMessage().Number(1, -1).Message(3, definition)));
        return definition;
    }

    /// <summary>A chain of steps, each on the one before.</summary>
    public static WireMessage Chain(int length)
    {
        var operations = new List<byte[]>();
        for (var number = 0; number < length; number++)
        {
            var operation = new WireMessage();
            if (number > 0) operation.Message(1, new WireMessage().Text(1, Digest(operations[^1])));
            var made = new WireMessage().Text(1, $"/{number % 10}").Number(2, 0x1A4).Number(5, -1);
            operations.Add(operation.Message(4, new WireMessage().Message(2, new WireMessage().Number(1, number > 0 ? 0 : -1).Number(2, -1).Message(5, made))).Bytes);
        }

        return Closed(operations, operations.Count - 1);
    }

    public WireMessage Next()
    {
        _operations.Clear();
        _isSane = random.Next(3) > 0;
        for (var count = random.Next(1, 7); count > 0; count--) _operations.Add(Operation());
        var definition = Closed(_operations, _isSane ? _operations.Count - 1 : random.Next(_operations.Count), !_isSane && random.Next(8) == 0 ? Number() : 0);
        if (_isSane || random.Next(6) != 0) return definition;
        var broken = definition.Bytes;
        for (var changes = random.Next(1, 4); changes > 0; changes--) broken[random.Next(broken.Length)] = (byte)random.Next(256);
        var raw = new WireMessage();
        return raw.Data(1, broken);
    }

    private static WireMessage Closed(IReadOnlyList<byte[]> operations, int result, long index = 0)
    {
        var definition = new WireMessage();
        foreach (var operation in operations) definition.Data(1, operation);
        return definition.Message(1, new WireMessage().Message(1, new WireMessage().Text(1, Digest(operations[result])).Number(2, index)));
    }

    private static string Digest(byte[] operation) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(operation));

    private byte[] Operation()
    {
        var operation = new WireMessage();
        var inputs = _operations.Count == 0 ? 0 : random.Next(3);
        for (var input = 0; input < inputs; input++)
        {
            var digest = !_isSane && random.Next(20) == 0 ? "sha256:" + new string('0', 64) : Digest(_operations[random.Next(_operations.Count)]);
            operation.Message(1, new WireMessage().Text(1, digest).Number(2, !_isSane && random.Next(10) == 0 ? Number() : 0));
        }

        switch (random.Next(9))
        {
            case 0 or 1: operation.Message(2, Exec(inputs)); break;
            case 2: operation.Message(3, Source()); break;
            case 3 or 4 or 5 or 6: operation.Message(4, Files(inputs)); break;
            case 7: operation.Message(6, new WireMessage().Message(1, new WireMessage().Number(1, Input(inputs))).Message(1, new WireMessage().Number(1, Input(inputs)))); break;
            default: operation.Message(7, new WireMessage().Message(1, new WireMessage().Number(1, Input(inputs))).Message(2, new WireMessage().Number(1, Input(inputs)))); break;
        }

        return operation.Bytes;
    }

    private WireMessage Source()
    {
        var source = new WireMessage().Text(1, random.Next(2) == 0 ? Sources[0] : Of(Sources));
        if (random.Next(3) == 0) source.Entry(2, Of(Attributes), random.Next(2) == 0 ? "[\"a\"" : Of(Paths));
        return source;
    }

    private WireMessage Exec(int inputs)
    {
        var process = new WireMessage();
        if (_isSane || random.Next(2) == 0) process.Text(1, "true");
        else for (var words = random.Next(4); words > 0; words--) process.Text(1, Of(Programs));
        process.Text(3, random.Next(3) == 0 ? Of(Paths) : "/");
        if (random.Next(6) == 0) process.Text(4, Of(["root", "nobody:nogroup", "99999999999", "-1", ":", "\0", "no body"]));
        if (random.Next(8) == 0) process.Message(6, new WireMessage().Text(1, "a b\nc").Text(2, "no address"));
        if (random.Next(8) == 0) process.Message(9, new WireMessage().Text(1, Of(["nofile", "x", ""])).Number(2, Number()).Number(3, Number()));
        var exec = new WireMessage().Message(1, process).Number(3, 2);
        if (_isSane || random.Next(10) != 0) exec.Message(2, new WireMessage().Number(1, Input(inputs)).Text(3, "/").Number(4, 0));
        for (var mounts = random.Next(3); mounts > 0; mounts--)
        {
            var mount = new WireMessage().Number(1, Input(inputs)).Text(2, random.Next(2) == 0 ? "" : Of(Paths)).Text(3, Of(Paths)).Number(4, !_isSane && random.Next(3) == 0 ? Number() : -1).Number(5, random.Next(2)).Number(6, !_isSane && random.Next(8) == 0 ? 9 : random.Next(5));
            if (_isSane || random.Next(2) == 0) mount.Message(20, new WireMessage().Text(1, Of(Paths)).Number(2, random.Next(_isSane ? 3 : 4)));
            if (_isSane || random.Next(2) == 0) mount.Message(21, new WireMessage().Text(1, Of(Paths)).Number(4, Number()).Number(5, random.Next(4) > 0 ? 1 : 0));
            if (_isSane || random.Next(4) == 0) mount.Message(22, new WireMessage().Text(1, "default").Number(5, 1));
            if (random.Next(4) == 0) mount.Message(19, new WireMessage().Number(1, Number()));
            exec.Message(2, mount);
        }

        return exec;
    }

    private WireMessage Files(int inputs)
    {
        var file = new WireMessage();
        var actions = random.Next(1, 4);
        for (var index = 0; index < actions; index++)
        {
            var from = Input(inputs + index);
            var action = new WireMessage().Number(1, Input(inputs + index)).Number(2, from).Number(3, !_isSane && random.Next(6) == 0 ? Number() : index == actions - 1 ? 0 : -1);
            switch (random.Next(5))
            {
                case 0 when !_isSane || from >= 0:
                    var copy = new WireMessage().Text(1, Of(Paths)).Text(2, Of(Paths)).Number(4, random.Next(3) == 0 ? Number() : -1);
                    for (var field = 5; field <= 10; field++) copy.Number(field, random.Next(2));
                    if (random.Next(4) == 0) copy.Text(15, Of(["u=rw", "+x", "9", "", "a=b"]));
                    if (random.Next(4) == 0) copy.Text(12, Of(Paths)).Text(13, Of(Paths));
                    if (random.Next(4) == 0) copy.Message(3, Owner());
                    action.Message(4, copy.Number(11, random.Next(4) == 0 ? Number() : -1));
                    break;
                case 1: action.Message(5, new WireMessage().Text(1, Of(Paths)).Number(2, Number()).Text(3, "content").Number(5, random.Next(3) == 0 ? Number() : -1)); break;
                case 2: action.Message(6, new WireMessage().Text(1, Of(Paths)).Number(2, Number()).Number(3, random.Next(2)).Message(4, Owner()).Number(5, -1)); break;
                case 3: action.Message(7, new WireMessage().Text(1, Of(Paths)).Number(2, random.Next(2)).Number(3, random.Next(2))); break;
                default: action.Message(8, new WireMessage().Text(1, Of(Paths)).Text(2, Of(Paths)).Number(4, -1)); break;
            }

            file.Message(2, action);
        }

        return file;
    }

    private WireMessage Owner() => new WireMessage().Message(1, random.Next(2) == 0
        ? new WireMessage().Number(2, Number())
        : new WireMessage().Message(1, new WireMessage().Text(1, Of(["alice", "", "nobody at all"])).Number(2, random.Next(3) == 0 ? Number() : -1)));

    private long Input(int count) => !_isSane && random.Next(8) == 0 ? Number() : random.Next(-1, count);

    private long Number() => Numbers[random.Next(Numbers.Length)];

    private string Of(string[] choices) => choices[random.Next(choices.Length)];
}
