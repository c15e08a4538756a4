using System.Collections.Frozen;

namespace Gantry.Linux.Seccomp;

/// <summary>Calls that i386 also offers through socketcall(2) and ipc(2), whose first argument says which is meant
/// (linux/net.h, linux/ipc.h). A rule about such a call is one about that path as well.</summary>
internal static class MultiplexedCalls
{
    private static readonly FrozenDictionary<string, (string Carrier, ulong Operation)> Paths = Number("socketcall",
        [
            ("socket", 1), ("bind", 2), ("connect", 3), ("listen", 4), ("accept", 5), ("getsockname", 6), ("getpeername", 7), ("socketpair", 8),
            ("send", 9), ("recv", 10), ("sendto", 11), ("recvfrom", 12), ("shutdown", 13), ("setsockopt", 14), ("getsockopt", 15), ("sendmsg", 16),
            ("recvmsg", 17), ("accept4", 18), ("recvmmsg", 19), ("sendmmsg", 20),
        ])
        .Concat(Number("ipc",
        [
            ("semop", 1), ("semget", 2), ("semctl", 3), ("semtimedop", 4), ("msgsnd", 11), ("msgrcv", 12), ("msgget", 13), ("msgctl", 14),
            ("shmat", 21), ("shmdt", 22), ("shmget", 23), ("shmctl", 24),
        ]))
        .ToFrozenDictionary(StringComparer.Ordinal);

    public static bool TryFind(string name, out (string Carrier, ulong Operation) path) => Paths.TryGetValue(name, out path);

    private static IEnumerable<KeyValuePair<string, (string Carrier, ulong Operation)>> Number(string carrier, (string Name, ulong Operation)[] calls) =>
        calls.Select(c => KeyValuePair.Create(c.Name, (carrier, c.Operation)));
}
