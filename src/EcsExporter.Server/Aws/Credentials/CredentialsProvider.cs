// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;

namespace EcsExporter.Server.Aws.Credentials;

/// <summary>
/// Keeps credentials that can be signed with. They are fetched at first use and again before they expire, one fetch at a time and at most one in
/// <see cref="MinPause"/>, since the endpoint shares the agent's rate limit with the application. While the old ones last, nobody waits for new ones.
/// Safe for concurrent use.
/// </summary>
internal sealed class CredentialsProvider : IDisposable
{
    /// <summary>How long before they expire new credentials are fetched, and up to <see cref="RenewalJitter"/> earlier.</summary>
    public static readonly TimeSpan RenewalLead = TimeSpan.FromMinutes(5);

    /// <summary>So that tasks that started together do not renew together.</summary>
    public static readonly TimeSpan RenewalJitter = TimeSpan.FromMinutes(1);

    /// <summary>From the beginning of a fetch to that of the next one, however the first ended.</summary>
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

    /// <summary>Fetches nothing yet.</summary>
    /// <param name="source">Where the credentials are.</param>
    /// <param name="userAgent">Names the exporter in the agent's access log.</param>
    /// <param name="connector">How to connect to an endpoint.</param>
    /// <param name="timeProvider">The clock.</param>
    public CredentialsProvider(CredentialsSource source, string userAgent, CredentialsConnector connector, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _key = source.Key;
        _client = source.Endpoint is { } endpoint ? new CredentialsClient(endpoint, userAgent, connector, timeProvider) : null;
    }

    /// <summary>When the credentials in use expire; null when there are none yet, and for a fixed key.</summary>
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

    /// <summary>Why the last fetch failed; null when it succeeded, or there was none.</summary>
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

    /// <summary>Credentials that have not expired. Waits for a fetch only when there are none.</summary>
    /// <param name="cancellationToken">Nobody needs them any more. A running fetch goes on.</param>
    /// <exception cref="CredentialsException">There are none; asked again within <see cref="MinPause"/>, it says the same without a fetch.</exception>
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
    /// Fetches anew because the receiver refused a signature (403). Within <see cref="MinPause"/> of the last fetch it does not, so that a receiver that
    /// refuses everything costs the endpoint little.
    /// </summary>
    /// <param name="refused">What the refused request was signed with.</param>
    /// <param name="cancellationToken">Nobody needs them any more. A running fetch goes on.</param>
    /// <returns>Other credentials than those refused, with which one more try makes sense; null when there are none.</returns>
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

    /// <summary>When to renew credentials that expire then; another time at each call.</summary>
    public static DateTimeOffset RenewalTime(DateTimeOffset expiration) =>
        expiration - RenewalLead - (RenewalJitter * (RandomNumberGenerator.GetInt32(1000) / 1000.0));

    /// <inheritdoc/>
    public void Dispose() => _client?.Dispose();

    /// <summary>The credentials in use, if they last. Under the lock.</summary>
    private AwsCredentials? Valid => _current?.Expiration > _timeProvider.GetUtcNow() ? _current : null;

    /// <summary>Begins a fetch unless one is running or was begun a moment ago. Under the lock.</summary>
    private void FetchIfAllowed()
    {
        if (_running is null && (_lastFetchAt is not { } last || _timeProvider.GetElapsedTime(last) >= MinPause))
        {
            _lastFetchAt = _timeProvider.GetTimestamp();

            // On another thread: the beginning of a fetch is work too, and the caller may have credentials already.
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
