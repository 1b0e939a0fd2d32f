// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Aws;
using EcsExporter.Server.Aws.Credentials;

namespace EcsExporter.Server.Cluster.Api;

/// <summary>What requests are signed with. If the environment names no source, each request fails with the reason, and the exporter goes on serving.</summary>
internal sealed class ApiCredentials : IDisposable
{
    private readonly CredentialsProvider? _provider;
    private readonly string _missing = "";

    /// <summary>Finds out where the credentials are, and fetches none yet.</summary>
    /// <param name="source">Finds the source of the credentials.</param>
    /// <param name="userAgent">Names the exporter to the endpoint of the credentials.</param>
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

    /// <summary>Credentials that have not expired.</summary>
    /// <exception cref="CredentialsException">There are none.</exception>
    public ValueTask<AwsCredentials> GetAsync(CancellationToken cancellationToken) =>
        _provider?.GetAsync(cancellationToken) ?? throw new CredentialsException(_missing);

    /// <summary>Whether there are other credentials now than those that AWS has refused.</summary>
    public async Task<bool> HasOthersAsync(AwsCredentials refused, CancellationToken cancellationToken) =>
        _provider is not null && await _provider.RenewAsync(refused, cancellationToken) is not null;

    /// <inheritdoc/>
    public void Dispose() => _provider?.Dispose();
}
