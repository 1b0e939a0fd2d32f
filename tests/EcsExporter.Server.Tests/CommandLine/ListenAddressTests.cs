// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.CommandLine;

namespace EcsExporter.Server.Tests.CommandLine;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData(":9779", "", 9779, "[::]:9779")]
    [InlineData(":0", "", 0, "[::]:0")]
    [InlineData("127.0.0.1:9779", "127.0.0.1", 9779, "127.0.0.1:9779")]
    [InlineData("0.0.0.0:65535", "0.0.0.0", 65535, "0.0.0.0:65535")]
    [InlineData("[::1]:9779", "::1", 9779, "[::1]:9779")]
    [InlineData("[::]:1", "::", 1, "[::]:1")]
    [InlineData("localhost:9779", "localhost", 9779, null)]
    public void Parse_Address_GivesHostPortAndEndPoint(string text, string host, int port, string? endPoint)
    {
        var address = ListenAddress.Parse(text);

        Assert.Equal(new ListenAddress(host, port), address);
        Assert.Equal(endPoint, address.EndPoint?.ToString());
        Assert.Equal(text, address.ToString());
        Assert.Equal(host.Length == 0, address.IsAny);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("9779")]
    [InlineData(":65536")]
    [InlineData(":-1")]
    [InlineData(":+1")]
    [InlineData(": 1")]
    [InlineData(":http")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("1:80")]
    [InlineData("127.1:80")]
    [InlineData("010.0.0.1:80")]
    [InlineData("256.0.0.1:80")]
    [InlineData("::1:80")]
    [InlineData("[::1]")]
    [InlineData("[]:80")]
    [InlineData("[127.0.0.1]:80")]
    [InlineData("[[::1]]:80")]
    [InlineData("[::1]:80:80")]
    [InlineData("Localhost:80")]
    [InlineData("example.org:80")]
    [InlineData("http://127.0.0.1:80")]
    public void Parse_AnythingElse_IsRefused(string text) =>
        Assert.Contains($"got '{text}'", Assert.Throws<FormatException>(() => ListenAddress.Parse(text)).Message, StringComparison.Ordinal);
}
