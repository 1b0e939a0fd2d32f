// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Web;

namespace EcsExporter.Server.Tests.Web;

public sealed class WebServerTests
{
    [Theory]
    [InlineData("http://127.0.0.1:80", "127.0.0.1:80")]
    [InlineData("http://[::]:80", "[::]:80")]
    [InlineData("https://[::]:443", "[::]:443")]
    [InlineData("http://localhost:9779", "localhost:9779")]
    public void WithoutScheme_AnyPort_KeepsThePort(string address, string expected) => Assert.Equal(expected, WebServer.WithoutScheme(address));
}
