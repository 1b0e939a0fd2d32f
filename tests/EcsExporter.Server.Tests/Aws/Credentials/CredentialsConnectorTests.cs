// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using EcsExporter.Server.Aws.Credentials;

namespace EcsExporter.Server.Tests.Aws.Credentials;

public sealed class CredentialsConnectorTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.255.255.254", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("169.254.170.2", true)]
    [InlineData("::ffff:169.254.170.2", true)]
    [InlineData("169.254.170.23", true)]
    [InlineData("fd00:ec2::23", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("169.254.170.3", false)]
    [InlineData("169.254.170.22", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fd00:ec2::24", false)]
    [InlineData("fd00:ec2::23%1", false)]
    [InlineData("fe80::1%1", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("128.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("::2", false)]
    public void IsLocal_Address_StaysOnTheMachine(string address, bool isLocal) =>
        Assert.Equal(isLocal, CredentialsConnector.IsLocal(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1", "::1")]
    [InlineData("169.254.170.2", "fd00:ec2::23")]
    public async Task Connect_OnlyLocalAddresses_GoesToTheFirst(params string[] addresses)
    {
        var endpoint = new ScriptedEndpoint("") { Names = { ["host"] = addresses } };
        await using var stream = await endpoint.Connector.ConnectAsync("host", 1338, isEncrypted: false, TestContext.Current.CancellationToken);
        Assert.Equal([new IPEndPoint(IPAddress.Parse(addresses[0]), 1338)], endpoint.Connections);
        Assert.Equal(1, endpoint.Resolutions);
    }

    /// <summary>A single forbidden address is enough, at any position, because an attacker may control which of the addresses answers.</summary>
    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("127.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.1", "127.0.0.1")]
    [InlineData("169.254.170.2", "::ffff:10.0.0.1")]
    [InlineData("::1", "2001:db8::1")]
    [InlineData("169.254.169.254")]
    public async Task Connect_AnyOtherAddress_IsRefusedBeforeAConnection(params string[] addresses)
    {
        var endpoint = new ScriptedEndpoint("") { Names = { ["host"] = addresses } };
        var error = await Assert.ThrowsAsync<CredentialsException>(
            async () => await endpoint.Connector.ConnectAsync("host", 80, isEncrypted: false, TestContext.Current.CancellationToken));
        Assert.StartsWith("plain http is allowed only if every address of the host is a loopback address", error.Message, StringComparison.Ordinal);
        Assert.Empty(endpoint.Connections);
    }

    [Fact]
    public async Task Connect_Encrypted_MayGoAnywhere()
    {
        var endpoint = new ScriptedEndpoint("") { Names = { ["host"] = ["203.0.113.1"] } };
        await using var stream = await endpoint.Connector.ConnectAsync("host", 443, isEncrypted: true, TestContext.Current.CancellationToken);
        Assert.Equal([new IPEndPoint(IPAddress.Parse("203.0.113.1"), 443)], endpoint.Connections);
    }

    [Fact]
    public async Task Connect_FirstAddressRefuses_GoesToTheNext()
    {
        var endpoint = new ScriptedEndpoint(ScriptedEndpoint.Refused, "") { Names = { ["host"] = ["::1", "127.0.0.1"] } };
        await using var stream = await endpoint.Connector.ConnectAsync("host", 80, isEncrypted: false, TestContext.Current.CancellationToken);
        Assert.Equal(["[::1]:80", "127.0.0.1:80"], endpoint.Connections.Select(connection => connection.ToString()));
    }

    [Theory]
    [InlineData(SocketError.ConnectionRefused, "127.0.0.1", "::1")]
    [InlineData(SocketError.HostNotFound)]
    public async Task Connect_NoAddressTakesIt_IsTheSystemsError(SocketError code, params string[] addresses)
    {
        var endpoint = new ScriptedEndpoint(ScriptedEndpoint.Refused) { Names = { ["host"] = addresses } };
        var error = await Assert.ThrowsAsync<SocketException>(
            async () => await endpoint.Connector.ConnectAsync("host", 80, isEncrypted: false, TestContext.Current.CancellationToken));
        Assert.Equal(code, error.SocketErrorCode);
    }

    [Fact]
    public async Task Connect_SystemsResolverAndSockets_ReachLocalhost()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepting = listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var stream = await CredentialsConnector.System.ConnectAsync("localhost", port, isEncrypted: false, TestContext.Current.CancellationToken);
        using var accepted = await accepting;
        await stream.WriteAsync("x"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal('x', accepted.GetStream().ReadByte());
    }
}
