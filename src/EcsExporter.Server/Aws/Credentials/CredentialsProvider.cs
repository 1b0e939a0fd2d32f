// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;

namespace EcsExporter.Server.Aws.Credentials;

/// <summary>
/// Caches credentials and renews them before they expire. The first use fetches them. One fetch runs at a time, and at most one per
/// <see cref="MinPause"/>, because the exporter and the application share the agent's rate limit. While the cached credentials are valid, no caller
/// waits for new ones. Safe for concurrent use.
/// </summary>
internal sealed class CredentialsProvider : IDisposable
{
    /// <summary>How long before the expiry credentials are renewed. <see cref="RenewalJitter"/> is added to it.</summary>
    public static readonly TimeSpan RenewalLead = TimeSpan.FromMinutes(5);

    /// <summary>The largest random addition to <see cref="RenewalLead"/>, so that tasks that started together do not renew together.</summary>
    public static readonly TimeSpan RenewalJitter = TimeSpan.FromMinutes(1);

    /// <summary>The least time between the starts of two fetches, whether or not the first succeeded.</summary>
    public static readonly TimeSpan MinPause = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly AwsCredentials? _key;
    private readonly CredentialsClient? _client;
    private readonly TimeProvider _timeProvider;
    private AwsCredentials? _current;
    private DateTimeOffset _renewAt;
    private Task? _running;
    private long? _lastFetchAt;
    private string? _failure;

    /// <summary>Creates the provider without a fetch.</summary>
    /// <param name="source">The fixed key or the endpoint.</param>
    /// <param name="userAgent">The <c>User-Agent</c>, which identifies the exporter in the agent's access log.</param>
    /// <param name="connector">Opens connections to an endpoint.</param>
    /// <param name="timeProvider">The clock.</param>
    public CredentialsProvider(CredentialsSource source, string userAgent, CredentialsConnector connector, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _key = source.Key;
        _client = source.Endpoint is { } endpoint ? new CredentialsClient(endpoint, userAgent, connector, timeProvider) : null;
    }

    /// <summary>When the cached credentials expire; null before the first fetch, and for a fixed key.</summary>
    public DateTimeOffset? Expiration
    {
        get
        {
            lock (_lock)
            {
                return _current?.Expiration;
            }
        }
    }

    /// <summary>Why the last fetch failed; null when it succeeded, or before the first fetch.</summary>
    public string? Failure
    {
        get
        {
            lock (_lock)
            {
                return _failure;
            }
        }
    }

    /// <summary>Returns credentials that have not expired. Waits for a fetch only when there are none.</summary>
    /// <param name="cancellationToken">Ends the wait. A running fetch goes on.</param>
    /// <exception cref="CredentialsException">
    /// There are none. Within <see cref="MinPause"/> of a failed fetch, the same failure is thrown without a new fetch.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async ValueTask<AwsCredentials> GetAsync(CancellationToken cancellationToken)
    {
        if (_key is not null)
        {
            return _key;
        }

        Task? running;
        lock (_lock)
        {
            if (_current is null || _renewAt <= _timeProvider.GetUtcNow())
            {
                FetchIfAllowed();
            }

            if (Valid is { } valid)
            {
                return valid;
            }

            running = _running;
        }

        await (running ?? Task.CompletedTask).WaitAsync(cancellationToken);
        lock (_lock)
        {
            return Valid ?? throw new CredentialsException(_failure ?? "the credentials have expired");
        }
    }

    /// <summary>
    /// Renews the credentials after the receiver refused a signature (403). Within <see cref="MinPause"/> of the last fetch it starts no other, so
    /// that a receiver that refuses everything causes few fetches.
    /// </summary>
    /// <param name="refused">The credentials that signed the refused request.</param>
    /// <param name="cancellationToken">Ends the wait. A running fetch goes on.</param>
    /// <returns>Credentials other than the refused ones, for one retry; null when there are none.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<AwsCredentials?> RenewAsync(AwsCredentials refused, CancellationToken cancellationToken)
    {
        if (_key is not null)
        {
            return null;
        }

        Task? running = null;
        lock (_lock)
        {
            if (_current is null || _current.IsSameKeyAs(refused))
            {
                FetchIfAllowed();
                running = _running;
            }
        }

        await (running ?? Task.CompletedTask).WaitAsync(cancellationToken);
        lock (_lock)
        {
            return Valid is { } valid && !valid.IsSameKeyAs(refused) ? valid : null;
        }
    }

    /// <summary>Returns when to renew credentials with this expiry. Each call adds another random jitter.</summary>
    public static DateTimeOffset RenewalTime(DateTimeOffset expiration) =>
        expiration - RenewalLead - (RenewalJitter * (RandomNumberGenerator.GetInt32(1000) / 1000.0));

    /// <inheritdoc/>
    public void Dispose() => _client?.Dispose();

    /// <summary>The cached credentials; null if they have expired. Requires the lock.</summary>
    private AwsCredentials? Valid => _current?.Expiration > _timeProvider.GetUtcNow() ? _current : null;

    /// <summary>Starts a fetch unless one is running or the last one started less than <see cref="MinPause"/> ago. Requires the lock.</summary>
    private void FetchIfAllowed()
    {
        if (_running is null && (_lastFetchAt is not { } last || _timeProvider.GetElapsedTime(last) >= MinPause))
        {
            _lastFetchAt = _timeProvider.GetTimestamp();

            // On another thread, because even the start of a fetch takes time, and the caller may already have valid credentials.
            _running = Task.Run(FetchAsync);
        }
    }

    private async Task FetchAsync()
    {
        AwsCredentials? fetched = null;
        string? failure = null;
        try
        {
            fetched = await _client!.FetchAsync();
        }
        catch (CredentialsException error)
        {
            failure = error.Message;
        }

        lock (_lock)
        {
            _running = null;
            _failure = failure;
            if (fetched is { Expiration: { } expiration })
            {
                _current = fetched;
                _renewAt = RenewalTime(expiration);
            }
        }
    }
}
