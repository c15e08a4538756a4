using System.Net.Sockets;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Http.Hosting;

/// <summary>Passes the web server's warnings on as lines and drops the rest.</summary>
/// <param name="warn">Takes a line.</param>
public sealed class WarningLog(Action<string> warn) : ILoggerFactory, ILogger
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider)
    {
        // There is one receiver, given at construction.
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => NullLogger.Instance.BeginScope(state);

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // A client that leaves in the middle of its answer is nobody's fault; our transport says so without a wrapping (ReadableSocket).
        if (IsEnabled(logLevel) && exception is not (IOException or SocketException)) warn(exception is null ? formatter(state, null) : $"{formatter(state, exception)}: {exception}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }
}
