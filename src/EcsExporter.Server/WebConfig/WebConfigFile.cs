// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using EcsExporter.Server.WebConfig.Files;
using EcsExporter.Server.WebConfig.Tls;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.WebConfig;

/// <summary>
/// The web configuration file and the files it names. Every request and every TLS connection checks whether they changed, and uses what they say
/// now. While the file is broken, requests and new connections fail; while only a certificate or key is broken, new connections fail and open
/// ones go on. The log says once that a file broke and once that it works again. While a file system does not answer, the last
/// configuration stays in effect.
/// </summary>
internal sealed partial class WebConfigFile
{
    /// <summary>How long the exporter waits for a file system when it starts.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A health check has to answer within a few seconds.</summary>
    private static readonly TimeSpan HealthCheckTimeout = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly WatchedFiles<WebConfiguration> _configuration;
    private readonly WatchedFiles<SslServerAuthenticationOptions> _tls;

    // Both readers of the file have their own, because they read it at different times.
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

    /// <summary>Whether the listeners speak TLS; a reload does not change it.</summary>
    public bool IsTls { get; private set; }

    /// <summary>Whether TLS clients were offered HTTP/2 when the exporter started.</summary>
    public bool IsHttp2 { get; private set; }

    /// <summary>Reads the file and the files it names.</summary>
    /// <exception cref="WebConfigException">A file is missing or broken, or cannot be read in time.</exception>
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

    /// <summary>Whether an exporter with this file speaks TLS; false when the file cannot be read.</summary>
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

    /// <summary>The contents of the file now.</summary>
    /// <exception cref="WebConfigException">The file is broken.</exception>
    public WebConfiguration Configuration => _configuration.Get();

    /// <summary>The options of the next handshake.</summary>
    /// <exception cref="WebConfigException">The file, a certificate or a key is broken.</exception>
    public SslServerAuthenticationOptions Tls => _tls.Get();

    /// <summary>Starts to read all files again, even if they have not changed. The log says how that went.</summary>
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

    private SslServerAuthenticationOptions LoadTls(FileReader files)
    {
        var configuration = Parse(files, _tlsLoss);
        return ServerTlsOptions.Load(configuration.Tls, configuration.Http.Http2, Path.GetDirectoryName(_path) ?? "", files, _time);
    }

    private void LogConfigurationLoaded(WebConfiguration? configuration, WebConfigException? failure, bool isForced)
    {
        if (failure is not null)
        {
            LogBroken(_logger, _path, failure.Message);
        }
        else if (isForced)
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reading a web configuration file takes long, the last configuration stays in effect")]
    private static partial void LogSlow(ILogger logger, string file);

    [LoggerMessage(
        EventName = "WebConfigurationState.Broken", Level = LogLevel.Error, Message = "The web configuration file is broken, requests fail until it is fixed")]
    private static partial void LogBroken(ILogger logger, string file, string err);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The web configuration file enables TLS now, which takes effect after a restart")]
    private static partial void LogTlsNeedsRestart(ILogger logger);

    [LoggerMessage(EventName = "TlsConfigurationState.Good", Level = LogLevel.Information, Message = "The TLS configuration changed and was read again")]
    private static partial void LogTlsReadAgain(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "The TLS configuration was read again on SIGHUP")]
    private static partial void LogTlsReloaded(ILogger logger);

    [LoggerMessage(
        EventName = "TlsConfigurationState.Broken", Level = LogLevel.Error, Message = "The TLS configuration is broken, new connections fail until it is fixed")]
    private static partial void LogTlsBroken(ILogger logger, string err);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rate limiter is enabled.")]
    private static partial void LogRateLimit(ILogger logger, TimeSpan interval, int burst);

    [LoggerMessage(Level = LogLevel.Warning, Message = "prefer_server_cipher_suites: false has no effect, the server chooses the cipher suite")]
    private static partial void LogServerPrefers(ILogger logger);
}
