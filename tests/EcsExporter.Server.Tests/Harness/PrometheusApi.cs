// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text.Json;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>A client for the HTTP API of Prometheus.</summary>
internal sealed class PrometheusApi(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = Poll.Timeout };

    /// <summary>The results of an instant query, at a moment or now; fails with the message of Prometheus when the query is invalid.</summary>
    public async Task<IReadOnlyList<JsonElement>> QueryAsync(string query, DateTimeOffset? moment = null)
    {
        var time = moment is { } given ? $"&time={given.ToUnixTimeSeconds()}" : "";
        return [.. (await GetAsync($"query?query={Uri.EscapeDataString(query)}{time}")).GetProperty("result").EnumerateArray()];
    }

    /// <summary>The names of the recording rules.</summary>
    public async Task<IReadOnlyList<string>> RecordingRulesAsync() =>
    [
        .. (await GetAsync("rules?type=record")).GetProperty("groups").EnumerateArray()
            .SelectMany(group => group.GetProperty("rules").EnumerateArray())
            .Select(rule => rule.GetProperty("name").GetString()!),
    ];

    /// <summary>The active targets.</summary>
    public async Task<IReadOnlyList<JsonElement>> ActiveTargetsAsync() =>
        [.. (await GetAsync("targets?state=active")).GetProperty("activeTargets").EnumerateArray()];

    /// <summary>The names of the firing alerts, by their instance, else by their service.</summary>
    public async Task<ILookup<string, string>> FiringAlertsAsync() => (await GetAsync("alerts")).GetProperty("alerts").EnumerateArray()
        .Where(alert => alert.GetProperty("state").GetString() == "firing")
        .Select(alert => alert.GetProperty("labels"))
        .ToLookup(
            labels => (labels.TryGetProperty("instance", out var instance) ? instance : labels.GetProperty("service_name")).GetString()!,
            labels => labels.GetProperty("alertname").GetString()!);

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> GetAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri($"api/v1/{path}", UriKind.Relative), TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {body}");
        return JsonDocument.Parse(body).RootElement.GetProperty("data");
    }
}
