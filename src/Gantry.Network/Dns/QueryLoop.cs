using System.Collections.Concurrent;
using System.Net.Sockets;

using Gantry.Linux.Sockets;

namespace Gantry.Network.Dns;

/// <summary>
/// Serves the sockets of all sandboxes with one thread, which answers at once what can be answered here. Nothing is allocated for such a query, so
/// memory does not grow with their number.
/// </summary>
internal sealed class QueryLoop : IDisposable
{
    private const int LargestMessage = 65535;
    private const int DatagramsInTurn = 16;
    private const long Wake = 0;

    private readonly Forwarder _forwarder;
    private readonly AnswerCache _cache;
    private readonly ReadinessPoll _poll = ReadinessPoll.Create();
    private readonly ConcurrentDictionary<long, Resolver> _datagrams = [];
    private readonly ConcurrentDictionary<long, Resolver> _connections = [];
    private readonly ConcurrentDictionary<Resolver, long> _tokens = [];
    private readonly CancellationTokenSource _end = new();
    private readonly (Socket Near, Socket Far) _wake = SocketPair.Create();
    private readonly Thread _thread;
    private long _last;

    /// <param name="forwarder">Asks other servers.</param>
    /// <param name="cache">Keeps what they answer.</param>
    public QueryLoop(Forwarder forwarder, AnswerCache cache)
    {
        _forwarder = forwarder;
        _cache = cache;
        _poll.Add(_wake.Far.SafeHandle, Wake);
        _thread = new Thread(Run, 256 * 1024) { IsBackground = true, Name = "names" };
        _thread.Start();
    }

    /// <summary>Serves a sandbox's sockets from now on.</summary>
    public void Add(Resolver resolver)
    {
        var token = Interlocked.Add(ref _last, 2);
        _tokens[resolver] = token;
        _datagrams[token] = resolver;
        _connections[token + 1] = resolver;
        _poll.Add(resolver.Datagrams, token);
        _poll.Add(resolver.Connections, token + 1);
    }

    /// <summary>Serves a sandbox's sockets no more, and closes them.</summary>
    public void Remove(Resolver resolver)
    {
        if (!_tokens.TryRemove(resolver, out var token))
            return;
        _poll.Remove(resolver.Datagrams);
        _poll.Remove(resolver.Connections);
        _datagrams.TryRemove(token, out _);
        _connections.TryRemove(token + 1, out _);
        resolver.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.Cancel();
        _wake.Near.Dispose();
        _thread.Join();
        _wake.Far.Dispose();
        _poll.Dispose();
        _end.Dispose();
    }

    private void Run()
    {
        var buffer = new byte[LargestMessage];
        Span<long> ready = stackalloc long[64];
        while (!_end.IsCancellationRequested)
        {
            var count = _poll.Wait(ready);
            foreach (var token in ready[..count])
                try
                {
                    if (_datagrams.TryGetValue(token, out var resolver))
                        Receive(resolver, buffer);
                    else if (_connections.TryGetValue(token, out var listener))
                        Accept(listener);
                }
                catch (ObjectDisposedException)
                {
                    // The sandbox went between the wait and the look.
                }
        }
    }

    private void Receive(Resolver resolver, byte[] buffer)
    {
        Span<byte> client = stackalloc byte[SocketCalls.AddressSize];
        for (var i = 0; i < DatagramsInTurn; i++)
        {
            var length = SocketCalls.Receive(resolver.Datagrams, buffer, client, out var clientLength);
            if (length < 0)
                return;
            var answer = Answer(resolver, buffer, length, overTcp: false, out var question);
            if (answer > 0)
                resolver.Send(buffer.AsSpan(0, answer), client[..clientLength]);
            else if (answer < 0)
                _ = AskAsync(resolver, buffer[..length], question, client[..clientLength].ToArray());
        }
    }

    /// <summary>Answers what can be answered here.</summary>
    /// <param name="resolver">The sandbox's name service.</param>
    /// <param name="buffer">The query, with room behind it; becomes the answer.</param>
    /// <param name="length">Bytes of the query.</param>
    /// <param name="overTcp">Whether it came over TCP.</param>
    /// <param name="question">What it asks.</param>
    /// <returns>Bytes of the answer; 0: there is none to give; -1: others have to be asked.</returns>
    private int Answer(Resolver resolver, Span<byte> buffer, int length, bool overTcp, out DnsQuestion question)
    {
        switch (DnsQuestion.Read(buffer[..length], out question))
        {
            case DnsVerdict.Ignore:
                return 0;
            case DnsVerdict.Malformed:
                return DnsReply.Empty(buffer, question, DnsReply.FormatError);
            case DnsVerdict.Unsupported:
                return DnsReply.Empty(buffer, question, DnsReply.NotImplemented);
        }

        var room = overTcp ? LargestMessage : question.AnswerSize;
        var answer = LocalAnswers.TryWrite(resolver, buffer, question, room);
        if (answer == 0 && resolver.View.ReachesOutside)
            answer = _cache.TryRead(resolver.CacheScope, buffer, question, length, room);
        if (answer > 0)
            return answer;
        return resolver.TryBeginAsking() ? -1 : DnsReply.Empty(buffer, question, DnsReply.Refused);
    }

    private async Task AskAsync(Resolver resolver, byte[] query, DnsQuestion question, byte[] client)
    {
        var answer = await AskAsync(resolver, query, question, overTcp: false);
        resolver.Send(answer.Span, client);
    }

    /// <summary>Asks others; says that it failed where nobody answers. <see cref="Resolver.TryBeginAsking"/> has been called.</summary>
    private async Task<ReadOnlyMemory<byte>> AskAsync(Resolver resolver, byte[] query, DnsQuestion question, bool overTcp)
    {
        try
        {
            if (await _forwarder.AskAsync(resolver, query, question, overTcp, _end.Token) is { } answer)
            {
                _cache.Add(resolver.CacheScope, query, question, answer);
                return answer;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // The daemon is ending, or the sandbox is gone.
        }
        finally
        {
            resolver.EndAsking();
        }

        var failure = new byte[query.Length + 16];
        query.CopyTo(failure, 0);
        return failure.AsMemory(0, DnsReply.Empty(failure, question, DnsReply.ServerFailure));
    }

    private void Accept(Resolver resolver)
    {
        while (SocketCalls.Accept(resolver.Connections) is { } connection)
            if (Interlocked.Increment(ref resolver.OpenConnections) <= Resolver.MostConnections)
            {
                _ = ServeAsync(resolver, connection);
            }
            else
            {
                Interlocked.Decrement(ref resolver.OpenConnections);
                connection.Dispose();
            }
    }

    private async Task ServeAsync(Resolver resolver, SafeSocketHandle connection)
    {
        try
        {
            using var owned = connection;
            using var socket = new Socket(connection);
            using var stream = new NetworkStream(socket);
            await DnsStream.ServeAsync(stream, query =>
            {
                var buffer = new byte[LargestMessage];
                query.CopyTo(buffer, 0);
                var answer = Answer(resolver, buffer, query.Length, overTcp: true, out var question);
                return answer >= 0
                    ? Task.FromResult<ReadOnlyMemory<byte>>(buffer.AsMemory(0, answer))
                    : AskAsync(resolver, query, question, overTcp: true);
            }, _end.Token);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // It was reset before it was looked at.
        }
        finally
        {
            Interlocked.Decrement(ref resolver.OpenConnections);
        }
    }
}
