using System.Net.Sockets;

using Gantry.Plugins.Discovery;

namespace Gantry.Plugins.Tests.Discovery;

public sealed class PluginFinderTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("plugins").FullName;
    private readonly List<Socket> sockets = [];
    private readonly PluginFinder finder;

    public PluginFinderTests()
    {
        foreach (var folder in (string[])["run", "etc", "lib"]) Directory.CreateDirectory(Path.Combine(root, folder));
        finder = new PluginFinder(new PluginFolders([root + "/run"], [root + "/etc", root + "/lib"]));
    }

    public void Dispose()
    {
        sockets.ForEach(s => s.Dispose());
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public void Sockets_and_specifications_are_found_also_in_a_folder_of_their_name()
    {
        Listen("run/one.sock");
        Listen("run/two/two.sock");
        Write("run/plain.sock", "no socket");
        Write("etc/three.spec", "tcp://192.0.2.1:80\n");
        Write("lib/four/four.json", """{"Addr":"https://four.test"}""");
        Write("lib/readme.txt", "");
        Assert.Equal(["four", "one", "three", "two"], finder.Names());
        Assert.Equal(root + "/run/one.sock", finder.Find("one")!.SocketPath);
        Assert.Equal(root + "/run/two/two.sock", finder.Find("two")!.SocketPath);
        Assert.Equal("tcp://192.0.2.1/", finder.Find("three")!.Target.ToString().Replace(":80", "", StringComparison.Ordinal));
        Assert.Equal("https://four.test/", finder.Find("four")!.Target.ToString());
        Assert.Null(finder.Find("plain"));
        Assert.Null(finder.Find("missing"));
    }

    [Fact]
    public void A_socket_comes_before_a_specification_and_the_first_folder_before_the_second()
    {
        Listen("run/both.sock");
        Write("etc/both.spec", "unix:///elsewhere");
        Write("etc/twice.spec", "unix:///first");
        Write("lib/twice.json", """{"Addr":"unix:///second"}""");
        Assert.Equal(root + "/run/both.sock", finder.Find("both")!.SocketPath);
        Assert.Equal("/first", finder.Find("twice")!.SocketPath);
    }

    [Fact]
    public void A_name_never_leads_out_of_the_folders()
    {
        Listen("outside.sock");
        Assert.Null(finder.Find("../outside"));
        Assert.Null(finder.Find(".."));
        Assert.Null(finder.Find(""));
    }

    [Fact]
    public void A_specification_in_json_says_how_to_secure_the_connection()
    {
        Write("etc/proven.json", """{"name":"x","addr":"https://a.test:1","tlsconfig":{"CAFile":"/ca","CertFile":"/c","KeyFile":"/k"}}""");
        Write("etc/unproven.json", """{"Addr":"https://a.test:1","TLSConfig":{"CertFile":"/c"}}""");
        Assert.Equal(new PluginTls { CAFile = "/ca", CertFile = "/c", KeyFile = "/k" }, finder.Find("proven")!.Tls);
        Assert.True(finder.Find("unproven")!.Tls!.InsecureSkipVerify);
    }

    [Theory]
    [InlineData("bad.spec", "nonsense", "Unknown protocol")]
    [InlineData("bad.spec", "ftp://x", "cannot be reached by ftp")]
    [InlineData("bad.json", "{", "bad.json: ")]
    [InlineData("bad.json", "{}", "Unknown protocol")]
    public void A_specification_with_a_fault_is_told(string file, string text, string fault)
    {
        Write("etc/" + file, text);
        Assert.Contains(fault, Assert.Throws<FormatException>(() => finder.Find("bad")).Message, StringComparison.Ordinal);
    }

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, file))!);
        File.WriteAllText(Path.Combine(root, file), text);
    }

    private void Listen(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, file))!);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(root, file)));
        socket.Listen();
        sockets.Add(socket);
    }
}
