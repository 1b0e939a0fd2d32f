// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using EcsExporter.Server.WebConfig.Tls;

namespace EcsExporter.Server.Tests.WebConfig.Tls;

public sealed class TlsNamesTests
{
    private static readonly string Page = File.ReadAllText(RepositoryRoot.File("docs", "web-configuration.md"));

    /// <summary>The error about an unknown name refers to the list of docs/web-configuration.md.</summary>
    [Fact]
    public void CipherSuite_EveryName_IsInTheListOfThePage() =>
        Assert.Equal(
            Enum.GetNames<TlsCipherSuite>().Where(static name => TlsNames.CipherSuite(name) is not null).Order(StringComparer.Ordinal),
            Page.Split('`').Where(static word => word.StartsWith("TLS_", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal));
}
