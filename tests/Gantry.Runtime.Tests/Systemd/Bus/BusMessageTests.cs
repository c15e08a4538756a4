using Gantry.Runtime.Systemd.Bus;

namespace Gantry.Runtime.Tests.Systemd.Bus;

public sealed class BusMessageTests
{
    /// <summary>Worked out by hand from the specification: head, five fields, the body.</summary>
    [Fact]
    public void A_call_has_the_bytes_of_the_specification()
    {
        var message = new BusMessage { Kind = BusMessageKind.Call, Serial = 7, Path = "/a", Interface = "i.f", Member = "Go", Destination = "d.e", Body = [BusValue.Of("x")] };
        Assert.Equal(
            "6c010001" + "06000000" + "07000000" + "47000000"
            + "01016f00" + "02000000" + "2f610000" + "00000000"
            + "02017300" + "03000000" + "692e6600" + "00000000"
            + "03017300" + "02000000" + "476f0000" + "00000000"
            + "06017300" + "03000000" + "642e6500" + "00000000"
            + "08016700" + "01730000" + "010000007800",
            Convert.ToHexStringLower(message.ToBytes()));
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        BusValue[] body =
        [
            BusValue.Of("name"), BusValue.Of(true), BusValue.Of(7u), BusValue.Of(ulong.MaxValue), new BusValue("y", (byte)3), new BusValue("n", (short)-2), new BusValue("x", -5L), new BusValue("d", 0.5),
            BusValue.Array("(sv)", [BusValue.Structure(BusValue.Of("Slice"), BusValue.Variant(BusValue.Of("a.slice"))), BusValue.Structure(BusValue.Of("PIDs"), BusValue.Variant(BusValue.Array("u", [BusValue.Of(9u)])))]),
            BusValue.Array("(sa(sv))", []), BusValue.Bytes([1, 0, 2]), new BusValue("o", "/job/1"),
        ];
        var bytes = new BusMessage { Kind = BusMessageKind.Answer, Serial = 1, Answers = 2, Body = body }.ToBytes();
        var read = BusMessage.Parse(bytes);
        Assert.Equal(bytes.Length, BusMessage.HeadSize + BusMessage.LengthAfter(bytes));
        Assert.Equal((BusMessageKind.Answer, 1u, 2u), (read.Kind, read.Serial, read.Answers));
        Assert.Equal(body.Select(v => $"{v.Signature} {v}"), read.Body.Select(v => $"{v.Signature} {v}"));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(90)]
    public void A_message_that_is_cut_off_is_refused(int length)
    {
        var bytes = new BusMessage { Kind = BusMessageKind.Call, Serial = 7, Path = "/a", Interface = "i.f", Member = "Go", Destination = "d.e", Body = [BusValue.Of("x")] }.ToBytes();
        Assert.Throws<InvalidDataException>(() => BusMessage.Parse(bytes.AsSpan(0, length)));
    }
}
