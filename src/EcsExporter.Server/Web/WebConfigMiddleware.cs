// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.WebConfig;
using EcsExporter.Server.WebConfig.Authentication;
using EcsExporter.Server.WebConfig.Files;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Web;

/// <summary>Applies the web configuration file to every request on any path: rate limit, headers, authentication.</summary>
internal sealed class WebConfigMiddleware(WebConfigFile file, TimeProvider time)
{
    // Created for the first password, because it loads the system's cryptography, which takes several megabytes.
    private readonly Lazy<PasswordChecker> _passwords = new(static () => new(static (hash, password, shouldStop) => hash.Verify(password.Span, shouldStop)));
    private RateLimiter? _limiter;

    /// <summary>Whether the request may continue to its handler. If not, it has already been answered.</summary>
    public async Task<bool> AdmitAsync(HttpContext context)
    {
        WebConfiguration configuration;
        try
        {
            configuration = file.Configuration;
        }
        catch (WebConfigException)
        {
            // The log has the reason. It concerns the operator, not the client.
            return await RefuseAsync(context, StatusCodes.Status500InternalServerError, "the web configuration file is broken, see the log\n");
        }

        if (!Limiter(configuration.RateLimit).TryTake())
        {
            return await RefuseAsync(context, StatusCodes.Status429TooManyRequests, "Too Many Requests\n");
        }

        if (configuration.Http.Headers.Count > 0)
        {
            // Set when the answer starts, so that these headers override the handler's.
            context.Response.OnStarting(() =>
            {
                foreach (var (name, value) in configuration.Http.Headers)
                {
                    context.Response.Headers[name] = value;
                }

                return Task.CompletedTask;
            });
        }

        return configuration.Users.Count == 0 || await AuthenticateAsync(context, configuration.Users);
    }

    private async Task<bool> AuthenticateAsync(HttpContext context, IReadOnlyDictionary<string, BcryptHash> users)
    {
        var result = BasicCredentials.Parse(context.Request.Headers.Authorization is [var header, ..] ? header : null) is { } credentials
            ? await _passwords.Value.CheckAsync(users, credentials, ClientNetwork.Of(context.Connection.RemoteIpAddress), context.RequestAborted)
            : PasswordResult.Wrong;
        switch (result)
        {
            case PasswordResult.Right:
                return true;
            case PasswordResult.Busy:
                return await RefuseAsync(
                    context, StatusCodes.Status503ServiceUnavailable, "too many passwords from this address are waiting to be checked, try again later\n");
            default:
                context.Response.Headers.WWWAuthenticate = "Basic";
                return await RefuseAsync(context, StatusCodes.Status401Unauthorized, "Unauthorized\n");
        }
    }

    private RateLimiter Limiter(RateLimit limit)
    {
        var limiter = _limiter;
        return limiter?.Limit == limit ? limiter : _limiter = new RateLimiter(limit, time);
    }

    private static async Task<bool> RefuseAsync(HttpContext context, int status, string text)
    {
        await PlainText.WriteAsync(context, status, text);
        return false;
    }
}

/// <summary>Applies a rate limit with a token bucket, which is initially full.</summary>
internal sealed class RateLimiter(RateLimit limit, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _tokens = limit.Burst;
    private long _filledAt = time.GetTimestamp();

    public RateLimit Limit => limit;

    /// <summary>Whether another request may be answered now. If so, it takes a token.</summary>
    public bool TryTake()
    {
        if (limit.Interval == TimeSpan.Zero)
        {
            return true;
        }

        lock (_lock)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(limit.Burst, _tokens + (time.GetElapsedTime(_filledAt, now) / limit.Interval));
            _filledAt = now;
            if (_tokens < 1)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }
}
