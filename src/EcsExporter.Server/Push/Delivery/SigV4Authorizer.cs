// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Aws;
using EcsExporter.Server.Aws.Credentials;

namespace EcsExporter.Server.Push.Delivery;

/// <summary>
/// Signs requests with AWS Signature Version 4. The region may be known only after the first reading, and credentials may be missing. In both cases
/// the request fails without being sent, and the next request tries again.
/// </summary>
internal sealed class SigV4Authorizer : IRequestAuthorizer, IDisposable
{
    /// <summary>The difference to the receiver's clock that is not corrected. AWS accepts signatures whose time is up to five minutes off.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    private readonly string _service;
    private readonly Func<string?> _region;
    private readonly TimeProvider _time;
    private readonly CredentialsProvider? _credentials;
    private readonly string _missing = "";
    private TimeSpan _clockOffset;
    private AwsCredentials? _used;

    /// <summary>Finds the source of the credentials, without a fetch.</summary>
    /// <param name="service">The receiver's name in signatures, such as <c>aps</c>.</param>
    /// <param name="region">Returns the receiver's region; null while it is not known.</param>
    /// <param name="source">Finds the source of the credentials.</param>
    /// <param name="userAgent">The <c>User-Agent</c> of requests to the credentials endpoint.</param>
    /// <param name="time">The clock of signatures.</param>
    public SigV4Authorizer(string service, Func<string?> region, Func<CredentialsSource> source, string userAgent, TimeProvider time)
    {
        (_service, _region, _time) = (service, region, time);
        try
        {
            _credentials = new CredentialsProvider(source(), userAgent, CredentialsConnector.System, time);
        }
        catch (CredentialsException error)
        {
            _missing = error.Message;
        }
    }

    /// <inheritdoc/>
    public DateTimeOffset? Expiration => _credentials?.Expiration;

    /// <inheritdoc/>
    public async ValueTask AuthorizeAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (_credentials is null)
        {
            throw new AuthorizationException(_missing);
        }

        var where = _region() ?? throw new AuthorizationException("the AWS region is not known: set --push.aws-region or AWS_REGION");
        try
        {
            _used = await _credentials.GetAsync(cancellationToken);
        }
        catch (CredentialsException error)
        {
            throw new AuthorizationException(error.Message);
        }

        new SigV4Signer(where, _service, _time).Sign(request, _used, _clockOffset);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RenewAsync(DateTimeOffset? receiverTime, CancellationToken cancellationToken)
    {
        var before = _clockOffset;
        if (receiverTime is { } date)
        {
            var offset = date - _time.GetUtcNow();
            _clockOffset = offset.Duration() > Tolerance ? offset : TimeSpan.Zero;
        }

        var renewed = _credentials is not null && _used is not null ? await _credentials.RenewAsync(_used, cancellationToken) : null;
        return renewed is not null || (_clockOffset - before).Duration() > Tolerance;
    }

    /// <inheritdoc/>
    public void Dispose() => _credentials?.Dispose();
}
