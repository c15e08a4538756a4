using System.Text.Json.Serialization;
using System.Threading.Channels;

using Gantry.Api.Json;
using Gantry.Api.Routing;
using Gantry.Engine.Checks;
using Gantry.Oci.Errors;
using Gantry.Registry.Auth;
using Gantry.Storage.Checks;

namespace Gantry.Api.Checks;

/// <summary>Checks of what is on disk: <c>POST /system/check?repair=1</c>, which Docker has not. The answer is a line of JSON for each thing that is looked at, one for each
/// that is wrong, and a last one that says that all was looked at or why not.</summary>
internal static class CheckRoutes
{
    public static void Map(Router router, IChecks checks) => router.Post("/system/check", c => CheckAsync(c, checks));

    private static async Task CheckAsync(ApiContext context, IChecks checks)
    {
        var credentials = Keyring.Decode(context.Http.Request.Headers["X-Registry-Config"]);
        var report = new Lines();
        var work = report.RunAsync(() => checks.CheckAsync(context.Flag("repair"), credentials, report, context.Aborted));
        if (work.IsFaulted) await work; // before the first line a failure is a status
        context.Http.Response.ContentType = "application/json";
        await foreach (var line in report.Reader.ReadAllAsync(context.Aborted)) await WriteAsync(line);
        try
        {
            await work;
            await WriteAsync(new CheckLine { Done = true });
        }
        catch (GantryException e)
        {
            await WriteAsync(new CheckLine { Error = e.Message });
        }

        Task WriteAsync(CheckLine line) => JsonAnswer.WriteLineAsync(context.Http, line, ApiJson.Default.CheckLine, "\n"u8.ToArray(), context.Aborted);
    }

    private sealed class Lines : ICheckReport
    {
        private readonly Channel<CheckLine> _lines = Channel.CreateUnbounded<CheckLine>(new UnboundedChannelOptions { SingleReader = true });

        public ChannelReader<CheckLine> Reader => _lines.Reader;

        public async Task RunAsync(Func<Task> work)
        {
            try
            {
                await work();
            }
            finally
            {
                _lines.Writer.Complete();
            }
        }

        public void At(string subject, int number, int total) => _lines.Writer.TryWrite(new CheckLine { At = subject, Number = number, Total = total });

        public void Found(Finding finding) => _lines.Writer.TryWrite(new CheckLine { Found = finding });
    }
}

/// <summary>A line of a check's answer.</summary>
internal sealed record CheckLine
{
    /// <summary>What is looked at now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? At { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Number { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Total { get; init; }

    /// <summary>What is wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Finding? Found { get; init; }

    /// <summary>Why it ended early.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    /// <summary>Whether all was looked at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Done { get; init; }
}
