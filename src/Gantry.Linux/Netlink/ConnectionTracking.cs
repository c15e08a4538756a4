using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;

namespace Gantry.Linux.Netlink;

/// <summary>A flow the kernel tracks (nf_conntrack), as far as its removal needs it.</summary>
/// <param name="Protocol">IP protocol number.</param>
/// <param name="DestinationPort">Port the first packet was sent to.</param>
/// <param name="ReplySource">Who answers, after address translation.</param>
public sealed record TrackedFlow(byte Protocol, int DestinationPort, IPAddress ReplySource);

/// <summary>Removes tracked flows: a flow keeps the translation it started with, whatever the rules say later.</summary>
public static class ConnectionTracking
{
    private const ushort CT_GET = (1 << 8) | 1;
    private const ushort CT_DELETE = (1 << 8) | 2;
    private const ushort NLM_F_DUMP = 0x300;
    private const byte AF_INET = 2;
    private const ushort CTA_TUPLE_ORIG = 1;
    private const ushort CTA_TUPLE_REPLY = 2;
    private const ushort CTA_TUPLE_IP = 1;
    private const ushort CTA_TUPLE_PROTO = 2;
    private const ushort CTA_IP_V4_SRC = 1;
    private const ushort CTA_PROTO_NUM = 1;
    private const ushort CTA_PROTO_DST_PORT = 3;
    private const int ENOENT = 2;

    /// <summary>Removes the IPv4 flows <paramref name="chosen"/> says yes to.</summary>
    /// <param name="socket">A netfilter socket.</param>
    /// <param name="chosen">Which flows.</param>
    public static void RemoveFlows(this NetlinkSocket socket, Predicate<TrackedFlow> chosen)
    {
        var tuples = new List<byte[]>();
        socket.Query(
            new NetlinkRequest().Begin(CT_GET, NLM_F_DUMP, "tracked flows").Header(new FilterMessage { Family = AF_INET }),
            (_, payload) =>
            {
                if (Read(payload.Span, out var tuple) is { } flow && chosen(flow))
                    tuples.Add(tuple);
            });
        foreach (var tuple in tuples)
            try
            {
                socket.Execute(new NetlinkRequest().Begin(CT_DELETE, 0, "tracked flow").Header(new FilterMessage { Family = AF_INET })
                    .Raw(CTA_TUPLE_ORIG | 0x8000, tuple));
            }
            catch (Syscalls.KernelException e) when (e.Errno == ENOENT)
            {
                // It expired meanwhile.
            }
    }

    private static TrackedFlow? Read(ReadOnlySpan<byte> payload, out byte[] tuple)
    {
        tuple = [];
        byte protocol = 0;
        var port = 0;
        IPAddress? source = null;
        foreach (var attribute in new NetlinkAttributes(payload[Marshal.SizeOf<FilterMessage>()..]))
            if (attribute.Type == CTA_TUPLE_ORIG)
            {
                tuple = attribute.Value.ToArray();
                foreach (var part in attribute.Nested)
                    if (part.Type == CTA_TUPLE_PROTO)
                        foreach (var field in part.Nested)
                            if (field.Type == CTA_PROTO_NUM)
                                protocol = field.Value[0];
                            else if (field.Type == CTA_PROTO_DST_PORT)
                                port = BinaryPrimitives.ReadUInt16BigEndian(field.Value);
            }
            else if (attribute.Type == CTA_TUPLE_REPLY)
            {
                foreach (var part in attribute.Nested)
                    if (part.Type == CTA_TUPLE_IP)
                        foreach (var field in part.Nested)
                            if (field.Type == CTA_IP_V4_SRC)
                                source = new IPAddress(field.Value);
            }

        return source is null ? null : new TrackedFlow(protocol, port, source);
    }

    /// <summary>The kernel's <c>struct nfgenmsg</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FilterMessage
    {
        public byte Family;
        public byte Version;
        public ushort Resource;
    }
}
