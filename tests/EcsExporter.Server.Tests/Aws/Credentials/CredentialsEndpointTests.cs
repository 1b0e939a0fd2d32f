// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Aws.Credentials;

namespace EcsExporter.Server.Tests.Aws.Credentials;

public sealed class CredentialsEndpointTests
{
    [Theory]
    [InlineData("/v2/credentials/6b7c2b1a", "http://169.254.170.2/v2/credentials/6b7c2b1a")]
    [InlineData("/", "http://169.254.170.2/")]
    [InlineData("/creds?id=1&x=/../y", "http://169.254.170.2/creds?id=1&x=/../y")]
    [InlineData("/a//b", "http://169.254.170.2/a//b")]
    [InlineData("/@example.org/x", "http://169.254.170.2/@example.org/x")]
    [InlineData("/:80@example.org/x", "http://169.254.170.2/:80@example.org/x")]
    [InlineData("/../../x", "http://169.254.170.2/x")]
    [InlineData("/http://example.org/", "http://169.254.170.2/http://example.org/")]
    public void OfEcs_Path_IsOnTheAgentsAddress(string path, string address)
    {
        var endpoint = CredentialsEndpoint.OfEcs(path);
        Assert.Equal(address, endpoint.Uri.AbsoluteUri);
        Assert.Equal("169.254.170.2", endpoint.Uri.IdnHost);
        Assert.Null(endpoint.Token);
        Assert.Equal("169.254.170.2 (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI)", endpoint.Name);
    }

    /// <summary>After <c>http://169.254.170.2</c>, some parsers read each of these paths as another host, or as no valid address.</summary>
    [Theory]
    [InlineData("v2/credentials")]
    [InlineData("//example.org/x")]
    [InlineData("///example.org/x")]
    [InlineData("@example.org/x")]
    [InlineData(":pass@example.org/x")]
    [InlineData(":8080/x")]
    [InlineData(".example.org/x")]
    [InlineData("0/x")]
    [InlineData("http://example.org/x")]
    [InlineData("\\\\example.org\\x")]
    [InlineData("/\\example.org/x")]
    [InlineData("/x\\..\\y")]
    [InlineData("?x")]
    [InlineData("#x")]
    [InlineData("/x#@example.org")]
    [InlineData(" /x")]
    [InlineData("/x y")]
    [InlineData("/x\r\nHost: example.org")]
    [InlineData("/x\n")]
    [InlineData("/x\0")]
    [InlineData("/é")]
    public void OfEcs_AnythingElse_IsRefusedWithoutAQuote(string path)
    {
        var error = Assert.Throws<CredentialsException>(() => CredentialsEndpoint.OfEcs(path));
        Assert.StartsWith("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("example", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://169.254.170.23/v1/credentials", "169.254.170.23")]
    [InlineData("http://[fd00:ec2::23]/v1/credentials", "[fd00:ec2::23]")]
    [InlineData("http://localhost:1338/creds?id=secret", "localhost:1338")]
    [InlineData("http://localhost:1338/creds@example.org?id=@", "localhost:1338")]
    [InlineData("http://localhost?id=@", "localhost")]
    [InlineData("https://credentials.example.org/x?id=secret", "credentials.example.org")]
    [InlineData("HTTPS://Credentials.Example.org:8443", "credentials.example.org:8443")]
    public void Of_Address_IsNamedByItsHostAlone(string address, string host) =>
        Assert.Equal($"{host} (AWS_CONTAINER_CREDENTIALS_FULL_URI)", CredentialsEndpoint.Of(address, token: null).Name);

    [Theory]
    [InlineData("/relative")]
    [InlineData("//example.org/x")]
    [InlineData("localhost:1338/x")]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http:///x")]
    [InlineData("http://")]
    [InlineData("http:/127.0.0.1/x")]
    [InlineData("http:127.0.0.1/x")]
    [InlineData("http://user@127.0.0.1/x")]
    [InlineData("http://user:pass@127.0.0.1/x")]
    [InlineData("http://@127.0.0.1/x")]
    [InlineData("http://:@127.0.0.1/x")]
    [InlineData("http://127.0.0.1:80@example.org/x")]
    [InlineData("http://127.0.0.1\\@example.org/x")]
    [InlineData("http:\\\\127.0.0.1\\x")]
    [InlineData("http://127.0.0.1#@example.org/x")]
    [InlineData("http://127.0.0.1/x#fragment")]
    [InlineData("http://127.0.0.1/x y")]
    [InlineData("http://127.0.0.1/x\r\nX-Header: injected")]
    [InlineData(" http://127.0.0.1/x")]
    [InlineData("http://ⓛocalhost/x")]
    [InlineData("http://127.0.0.1:port/x")]
    [InlineData("http://127.0.0.1:99999/x")]
    public void Of_AnythingElse_IsRefusedWithoutAQuote(string address)
    {
        var error = Assert.Throws<CredentialsException>(() => CredentialsEndpoint.Of(address, token: null));
        Assert.StartsWith("AWS_CONTAINER_CREDENTIALS_FULL_URI ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("127", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("example", error.Message, StringComparison.Ordinal);
    }
}
