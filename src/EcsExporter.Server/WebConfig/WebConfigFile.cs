// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.WebConfig;

/// <summary>
/// The web configuration file and those it names. They are looked at for every request and every TLS connection, and read
/// again when they changed. While the file is broken, requests and connections fail; while only a certificate or key is
/// broken, new connections fail and those that stand go on. It is logged once when it breaks and once when it is mended.
/// While a file system does not answer, what was read last holds.
/// </summary>
internal sealed partial class WebConfigFile
{
    /// <summary>How long a start waits for a file system.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A health check has to answer within a few seconds.</summary>
    private static readonly TimeSpan HealthCheckTimeout = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly WatchedFiles<WebConfiguration> _configuration;
    private readonly WatchedFiles<SslServerAuthenticationOptions> _tls;

    // One for each reader of the file: they read it at different times.
    private readonly ProtectionLoss _loss = new();
    private readonly ProtectionLoss _tlsLoss = new();

    private WebConfigFile(string path, ILogger logger, TimeProvider time)
    {
        _path = path;
        _logger = logger;
        _time = time;
        _configuration = new(files => Parse(files, _loss), time) { LoadedAgain = LogConfigurationLoaded, Slow = LogSlowRead };
        _tls = new(LoadTls, time) { LoadedAgain = LogTlsLoaded, Slow = LogSlowRead };
    }

    /// <summary>Whether the listeners speak TLS, which is settled at the start.</summary>
    public bool IsTls { get; private set; }

    /// <summary>Whether TLS clients were offered HTTP/2 at the start.</summary>
    public bool IsHttp2 { get; private set; }

    /// <summary>Reads the file and those it names.</summary>
    /// <exception cref="WebConfigException">One is missing or broken, or cannot be read in time.</exception>
    public static WebConfigFile Open(string path, ILogger logger, TimeProvider time)
    {
        var file = new WebConfigFile(path, logger, time);
        var configuration = file._configuration.Load(StartTimeout);
        file.IsTls = configuration.Tls.IsEnabled;
        file.IsHttp2 = file.IsTls && configuration.Http.Http2;
        if (file.IsTls)
        {
            _ = file._tls.Load(StartTimeout);
        }

        if (configuration is { SaysNothing: true, IsExplicitlyEmpty: false })
        {
            LogEmpty(logger, path);
        }

        if (configuration.RateLimit is { Interval: var interval, Burst: var burst } && interval > TimeSpan.Zero)
        {
            LogRateLimit(logger, interval, burst);
        }

        if (!configuration.Tls.PreferServerCipherSuites)
        {
            LogServerPrefers(logger);
        }

        return file;
    }

    /// <summary>Whether an exporter with this file speaks TLS; false when it cannot be read.</summary>
    public static bool AsksForTls(string path, TimeProvider time)
    {
        try
        {
            var file = new WatchedFiles<WebConfiguration>(files => WebConfigParser.Parse(files.Read(path)), time);
            return file.Load(HealthCheckTimeout).Tls.IsEnabled;
        }
        catch (WebConfigException)
        {
            return false;
        }
    }

    /// <summary>What the file says now.</summary>
    /// <exception cref="WebConfigException">The file is broken.</exception>
    public WebConfiguration Configuration => _configuration.Get();

    /// <summary>What the next handshake needs.</summary>
    /// <exception cref="WebConfigException">The file is broken, or a certificate or key.</exception>
    public SslServerAuthenticationOptions Tls => _tls.Get();

    /// <summary>Lets everything be read again, also what has not changed. The log says how that went.</summary>
    public void Reload()
    {
        _configuration.Reload();
        if (IsTls)
        {
            _tls.Reload();
        }
    }

    private WebConfiguration Parse(FileReader files, ProtectionLoss loss)
    {
        var configuration = WebConfigParser.Parse(files.Read(_path));
        loss.Check(configuration);
        return configuration;
    }

    private SslServerAuthenticationOptions LoadTls(FileReader files) =>
        ServerTls.Load(Parse(files, _tlsLoss), Path.GetDirectoryName(_path) ?? "", files, _time);

    private void LogConfigurationLoaded(WebConfiguration? configuration, WebConfigException? failure, bool isForced)
    {
        if (failure is not null)
        {
            LogBroken(_logger, _path, failure.Message);
            return;
        }

        if (isForced)
        {
            LogReloaded(_logger, _path);
        }
        else
        {
            LogReadAgain(_logger, _path);
        }

        if (configuration is { Tls.IsEnabled: true } && !IsTls)
        {
            LogTlsNeedsRestart(_logger);
        }
    }

    private void LogTlsLoaded(SslServerAuthenticationOptions? options, WebConfigException? failure, bool isForced)
    {
        if (failure is not null)
        {
            LogTlsBroken(_logger, failure.Message);
        }
        else if (isForced)
        {
            LogTlsReloaded(_logger);
        }
        else
        {
            LogTlsReadAgain(_logger);
        }
    }

    private void LogSlowRead(string path) => LogSlow(_logger, path);

    [LoggerMessage(EventName = "WebConfigurationState.Good", Level = LogLevel.Information, Message = "The web configuration file changed and was read again")]
    private static partial void LogReadAgain(ILogger logger, string file);

    [LoggerMessage(Level = LogLevel.Information, Message = "The web configuration file was read again on SIGHUP")]
    private static partial void LogReloaded(ILogger logger, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The web configuration file is empty, every client is served without TLS and without a password")]
    private static partial void LogEmpty(ILogger logger, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reading a web configuration file takes long, the configuration read last stays in effect")]
    private static partial void LogSlow(ILogger logger, string file);

    [LoggerMessage(EventName = "WebConfigurationState.Broken", Level = LogLevel.Error, Message = "The web configuration file is broken, requests fail until it is mended")]
    private static partial void LogBroken(ILogger logger, string file, string err);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The web configuration file asks for TLS now, which needs a restart: it is not spoken until then")]
    private static partial void LogTlsNeedsRestart(ILogger logger);

    [LoggerMessage(EventName = "TlsConfigurationState.Good", Level = LogLevel.Information, Message = "The TLS configuration changed and was read again")]
    private static partial void LogTlsReadAgain(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "The TLS configuration was read again on SIGHUP")]
    private static partial void LogTlsReloaded(ILogger logger);

    [LoggerMessage(EventName = "TlsConfigurationState.Broken", Level = LogLevel.Error, Message = "The TLS configuration is broken, new connections fail until it is mended")]
    private static partial void LogTlsBroken(ILogger logger, string err);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rate limiter is enabled.")]
    private static partial void LogRateLimit(ILogger logger, TimeSpan interval, int burst);

    [LoggerMessage(Level = LogLevel.Warning, Message = "prefer_server_cipher_suites: false has no effect, the server chooses the cipher suite")]
    private static partial void LogServerPrefers(ILogger logger);
}
