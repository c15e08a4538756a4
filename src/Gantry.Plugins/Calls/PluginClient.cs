using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using Gantry.Plugins.Discovery;

namespace Gantry.Plugins.Calls;

/// <summary>Calls one plugin: a POST with JSON to the method's name as the path, answered with JSON.</summary>
internal sealed class PluginClient : IDisposable
{
    private const int LongestAnswer = 16 << 20;
    private static readonly MediaTypeWithQualityHeaderValue Protocol = new("application/vnd.docker.plugins.v1.2+json");

    private readonly PluginAddress address;
    private readonly TimeProvider time;
    private readonly Action<string> report;
    private readonly HttpClient http;
    private readonly Uri root;

    /// <summary>Prepares calls; nothing is connected yet.</summary>
    /// <exception cref="PluginException">The files of its TLS configuration cannot be used.</exception>
    public PluginClient(PluginAddress address, TimeProvider time, Action<string> report)
    {
        this.address = address;
        this.time = time;
        this.report = report;
        root = PluginTransport.Root(address);
        http = new HttpClient(PluginTransport.Create(address)) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LongestAnswer };
    }

    /// <summary>Calls a method; a plugin that cannot be reached is tried again where <paramref name="retry"/> says so.</summary>
    public async Task<TAnswer> CallAsync<TArguments, TAnswer>(
        string method,
        TArguments? arguments,
        JsonTypeInfo<TArguments> argumentsType,
        JsonTypeInfo<TAnswer> answerType,
        TimeSpan limit,
        bool retry,
        CancellationToken cancellation)
        where TAnswer : class, new()
    {
        var body = arguments is null ? [] : JsonSerializer.SerializeToUtf8Bytes(arguments, argumentsType);
        var pauses = new Pauses(time);
        while (true)
        {
            try
            {
                var (status, answer) = await SendAsync(method, body, limit, cancellation);
                return status == HttpStatusCode.OK ? Read(method, answer, answerType) : throw Refused(method, status, answer);
            }
            catch (PluginException fault) when (fault.IsUnreachable && retry)
            {
                if (pauses.Next() is not { } pause)
                    throw;
                report($"Unable to connect to plugin: {address.Name}/{method}: {fault.Message}, retrying in {pause.TotalSeconds}s");
                await Task.Delay(pause, time, cancellation);
            }
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<(HttpStatusCode Status, byte[] Body)> SendAsync(string method, byte[] body, TimeSpan limit, CancellationToken cancellation)
    {
        var target = new Uri(root, method);
        using var timer = new CancellationTokenSource(limit, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(body) };
        request.Headers.Accept.Add(Protocol);
        try
        {
            using var answer = await http.SendAsync(request, ended.Token);
            return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(ended.Token));
        }
        catch (OperationCanceledException e) when (timer.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new PluginException($"Post \"{target}\": context deadline exceeded", isUnreachable: true, e);
        }
        catch (HttpRequestException e)
        {
            throw new PluginException($"Post \"{target}\": {PluginTransport.Explain(address, e)}", isUnreachable: true, e);
        }
    }

    private static TAnswer Read<TAnswer>(string method, byte[] answer, JsonTypeInfo<TAnswer> type)
        where TAnswer : class, new()
    {
        try
        {
            return JsonSerializer.Deserialize(answer, type) ?? new TAnswer();
        }
        catch (JsonException e)
        {
            throw new PluginException($"{method}: {(answer.Length == 0 ? "EOF" : $"the plugin's answer is not the JSON that is wanted: {e.Message}")}", isUnreachable: false, e);
        }
    }

    private static PluginException Refused(string method, HttpStatusCode status, byte[] answer)
    {
        string? told;
        try
        {
            told = JsonSerializer.Deserialize(answer, PluginJson.Default.PluginFault)?.Err;
        }
        catch (JsonException)
        {
            told = null;
        }

        return new PluginException($"{method}: {(string.IsNullOrEmpty(told) ? Encoding.UTF8.GetString(answer) : told)}", isUnreachable: false) { IsUnknownMethod = status == HttpStatusCode.NotFound };
    }
}
