// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Aws;
using EcsExporter.Server.Aws.Credentials;

namespace EcsExporter.Server.Cluster.Api;

/// <summary>
/// Provides the credentials that sign requests. If the environment names no source, each request fails with the reason, and the exporter keeps
/// serving.
/// </summary>
internal sealed class ApiCredentials : IDisposable
{
    private readonly CredentialsProvider? _provider;
    private readonly string _missing = "";

    /// <summary>Finds the source of the credentials, without a fetch.</summary>
    /// <param name="source">Finds the source of the credentials.</param>
    /// <param name="userAgent">The <c>User-Agent</c> of requests to the credentials endpoint.</param>
    /// <param name="time">The clock.</param>
    public ApiCredentials(Func<CredentialsSource> source, string userAgent, TimeProvider time)
    {
        try
        {
            _provider = new CredentialsProvider(source(), userAgent, CredentialsConnector.System, time);
        }
        catch (CredentialsException error)
        {
            _missing = error.Message;
        }
    }

    /// <summary>Returns credentials that have not expired.</summary>
    /// <exception cref="CredentialsException">There are none.</exception>
    public ValueTask<AwsCredentials> GetAsync(CancellationToken cancellationToken) =>
        _provider?.GetAsync(cancellationToken) ?? throw new CredentialsException(_missing);

    /// <summary>Renews the credentials that AWS refused. Returns whether there are other ones now.</summary>
    public async Task<bool> HasOthersAsync(AwsCredentials refused, CancellationToken cancellationToken) =>
        _provider is not null && await _provider.RenewAsync(refused, cancellationToken) is not null;

    /// <inheritdoc/>
    public void Dispose() => _provider?.Dispose();
}
