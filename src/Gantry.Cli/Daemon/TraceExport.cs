using Gantry.Api.Tracing;
using Gantry.Cli.Client;

using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Gantry.Cli.Daemon;

/// <summary>Sends spans to an OpenTelemetry collector, when the environment names one as OpenTelemetry's specification has it
/// (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, <c>OTEL_SERVICE_NAME</c> …), which is how Docker's daemon is told too.</summary>
internal static class TraceExport
{
    /// <summary>Begins; null when nobody is to get spans.</summary>
    public static TracerProvider? Begin()
    {
        if (!IsSet("OTEL_EXPORTER_OTLP_ENDPOINT") && !IsSet("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"))
            return null;
        return Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => resource.AddService(Named(), serviceVersion: ClientVersion.Text))
            .AddSource(RequestSpan.SourceName)
            .AddOtlpExporter()
            .Build();
    }

    private static string Named() => Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") is { Length: > 0 } name ? name : "gantry";

    private static bool IsSet(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 };
}
