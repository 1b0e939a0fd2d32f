// SPDX-License-Identifier: Apache-2.0
using System.Net;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Tests.Logging;
using EcsExporter.Server.Web;
using EcsExporter.Server.WebConfig;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsExporter.Server.Tests.WebConfig;

/// <summary>The exporter's server with one page, <c>/</c>, on a port of 127.0.0.1 that the system chose.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    /// <summary>What the page says.</summary>
    public const string Page = "the page\n";

    private readonly LogCapture _log = new();
    private readonly WebServer _server;

    private TestServer(string? configPath)
    {
        var config = configPath is null ? null : WebConfigFile.Open(configPath, _log.Logger());
        var handlers = new Dictionary<string, RequestDelegate>
        {
            ["/"] = static context => PlainText.WriteAsync(context, StatusCodes.Status200OK, Page),
        };
        var listen = Listeners.At([new ListenAddress("127.0.0.1", 0)]);
        _server = new WebServer(listen, handlers, NullLoggerFactory.Instance, _log.Logger(), config, new ClientLimits(16 * 1024 * 1024, 100, 1024 * 1024), static () => { }, _log);
    }

    public int Port { get; private set; }

    /// <summary>What was logged.</summary>
    public string Log => _log.Text;

    public static Task<TestServer> StartAsync(ConfigFolder folder) => StartAsync(folder.ConfigPath);

    public static async Task<TestServer> StartAsync(string? configPath)
    {
        var server = new TestServer(configPath);
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
