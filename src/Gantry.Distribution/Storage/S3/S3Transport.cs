using System.Xml;

namespace Gantry.Distribution.Storage.S3;

/// <summary>Sends requests to an object store, signed, and again where another try can help.</summary>
internal sealed class S3Transport : IDisposable
{
    private const int Attempts = 8;

    /// <summary>Large stores have many addresses, which change.</summary>
    private static readonly TimeSpan connectionLife = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan longestPause = TimeSpan.FromSeconds(5);

    private readonly S3Options options;
    private readonly CredentialSource credentials;
    private readonly S3Faults faults;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource ended = new();
    private readonly HttpClient http;
    private bool isDisposed;

    public S3Transport(S3Options options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        Address = new S3Address(options);
        credentials = new CredentialSource(options.Credentials);
        faults = new S3Faults(options, Address, time);
        http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = options.Silence, AllowAutoRedirect = false, UseCookies = false, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30), PooledConnectionLifetime = connectionLife })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Where the objects are.</summary>
    public S3Address Address { get; }

    /// <summary>Sends a request until it succeeds, or another try cannot help.</summary>
    /// <param name="request">The request.</param>
    /// <param name="read">Reads the answer, which is disposed then; where it breaks off, the request is sent again.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="S3Exception">The store refuses, or cannot be reached.</exception>
    public async Task<T> SendAsync<T>(S3Request request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, ended.Token);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(request, read, either.Token);
            }
            catch (S3Exception fault) when (fault.IsPassing && attempt < Attempts)
            {
                await PauseAsync(attempt, either.Token);
            }
        }
    }

    /// <summary>Sends a request whose answer is of no interest.</summary>
    public Task SendAsync(S3Request request, CancellationToken cancellation) => SendAsync(request, static (_, _) => Task.FromResult(true), cancellation);

    /// <summary>Sends a request whose answer is long: returns when its head is here.</summary>
    public Task<HttpResponseMessage> OpenAsync(S3Request request, CancellationToken cancellation) => SendAsync(request with { IsLong = true }, static (answer, _) => Task.FromResult(answer), cancellation);

    /// <summary>Makes an address that anybody may get for a while.</summary>
    public Uri Presign(Uri address, TimeSpan validity) => S3Signature.Presign(address, credentials.Current(), options.Region, time.GetUtcNow(), validity);

    /// <summary>Waits before another try: about twice as long each time, never the same for all who wait.</summary>
    public Task PauseAsync(int attempt, CancellationToken cancellation)
    {
        var pause = options.Pause * Math.Pow(2, attempt - 1);
        return Task.Delay((pause < longestPause ? pause : longestPause) * (0.5 + Random.Shared.NextDouble() / 2), time, cancellation);
    }

    /// <summary>What a broken connection is.</summary>
    public S3Exception Silent(Exception fault) => faults.Silent(fault);

    public void Dispose()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        ended.Cancel();
        http.Dispose();
        ended.Dispose();
    }

    private async Task<T> TryAsync<T>(S3Request request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // A body may take as long as it likes, as long as it goes on.
        void Proceed() => deadline.CancelAfter(request.Patience ?? options.Silence);
        Proceed();
        try
        {
            var who = credentials.Current();
            using var message = request.Message(Proceed);
            S3Signature.Sign(message, who, options.Region, time.GetUtcNow(), request.Body?.Hash ?? S3Signature.EmptyHash);
            var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            var isKept = false;
            try
            {
                if (!answer.IsSuccessStatusCode)
                    throw await faults.ReadAsync(answer, who, deadline.Token);
                var result = await read(answer, deadline.Token);
                isKept = request.IsLong;
                return result;
            }
            finally
            {
                if (!isKept)
                    answer.Dispose();
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or XmlException or (IOException and not S3Exception) || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw faults.Silent(fault);
        }
    }
}
