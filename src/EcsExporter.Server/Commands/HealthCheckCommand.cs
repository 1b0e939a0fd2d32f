// SPDX-License-Identifier: Apache-2.0
using System.Net;
using EcsExporter.Server.CommandLine;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Commands;

/// <summary>Asks the exporter that runs beside it, with the same flags and variables, whether it lives.</summary>
internal static partial class HealthCheckCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>0 when it answers 200, else 1.</summary>
    public static async Task<int> RunAsync(ExporterOptions options, ProcessContext process)
    {
        var address = options.Web.ListenAddresses[0];
        var host = address.IsAny || address.EndPoint is { Address: var ip } && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any))
            ? new ListenAddress("localhost", address.Port)
            : address;
        try
        {
            using var handler = new SocketsHttpHandler { UseProxy = false };
            using var http = new HttpClient(handler) { Timeout = Timeout };
            using var response = await http.GetAsync(new Uri($"http://{host}/-/healthy"));
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return 0;
            }

            LogUnhealthy(process.Logger, $"{host}", $"status {(int)response.StatusCode}");
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            LogUnhealthy(process.Logger, $"{host}", error is TaskCanceledException ? "no answer in time" : error.Message);
        }

        return 1;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The exporter is not healthy")]
    private static partial void LogUnhealthy(ILogger logger, string address, string err);
}
