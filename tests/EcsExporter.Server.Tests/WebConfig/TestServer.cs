// SPDX-License-Identifier: Apache-2.0
using System.Net;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.Tests.Logging;
using EcsExporter.Server.Web;
using EcsExporter.Server.Web.Connections;
using EcsExporter.Server.WebConfig;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Tests.WebConfig;

/// <summary>The exporter's server with one page, <c>/</c>, on a port of 127.0.0.1 that the system chose.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    /// <summary>The content of the page.</summary>
    public const string Page = "the page\n";

    private readonly LogCapture _log;
    private readonly WebServer _server;

    private TestServer(LogCapture log, WebConfigFile? config)
    {
        _log = log;
        var handlers = new Dictionary<string, RequestDelegate>
        {
            ["/"] = static context => PlainText.WriteAsync(context, StatusCodes.Status200OK, Page),
        };
        var listen = Listeners.At([new ListenAddress("127.0.0.1", 0)]);
        _server =
            new WebServer(listen, handlers, _log.Factory, _log.Logger(), config, new ClientLimits(64 * 1024 * 1024, 1024, 1024 * 1024), static () => { }, _log);
    }

    public int Port { get; private set; }

    /// <summary>The web configuration; null without a file.</summary>
    public WebConfigFile? Config { get; private init; }

    /// <summary>The log.</summary>
    public string Log => _log.Text;

    /// <summary>The lines of the log.</summary>
    public IEnumerable<LogLine> LogLines => Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => new LogLine(line));

    public static Task<TestServer> StartAsync(ConfigFolder folder) => StartAsync(folder.ConfigPath);

    public static async Task<TestServer> StartAsync(string? configPath)
    {
        var log = new LogCapture();
        var config = configPath is null ? null : WebConfigFile.Open(configPath, log.Logger(), log);
        var server = new TestServer(log, config) { Config = config };
        await server._server.StartAsync();
        server.Port = IPEndPoint.Parse(server._server.Addresses.Single()).Port;
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(TimeSpan.Zero);
        _server.Dispose();
        _log.Dispose();
    }
}
