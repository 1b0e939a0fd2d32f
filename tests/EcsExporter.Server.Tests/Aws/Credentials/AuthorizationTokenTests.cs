// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Aws.Credentials;

namespace EcsExporter.Server.Tests.Aws.Credentials;

public sealed class AuthorizationTokenTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Read_FileThatChanges_IsReadEachTime()
    {
        var token = AuthorizationToken.Find(Environment(_file, "beaten by the file"))!;
        File.WriteAllText(_file, "first");
        Assert.Equal("first", token.Read());
        File.WriteAllText(_file, "Bearer second");
        Assert.Equal("Bearer second", token.Read());
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("", "", null)]
    [InlineData("", "Basic abc==", "Basic abc==")]
    [InlineData(null, "token", "token")]
    public void Find_Variables_GivesTheToken(string? file, string? value, string? token) =>
        Assert.Equal(token, AuthorizationToken.Find(Environment(file, value))?.Read());

    [Theory]
    [InlineData("secret\n")]
    [InlineData("secret\r\nX-Injected: yes")]
    [InlineData("sec\0ret")]
    [InlineData("sécret")]
    [InlineData("\tsecret")]
    public void Read_MoreThanOneHeader_IsRefusedWithoutAQuote(string value)
    {
        const string Reason = "has a line break or another character that a header must not contain";
        var byValue = Assert.Throws<CredentialsException>(AuthorizationToken.Find(Environment(null, value))!.Read);
        Assert.Equal($"AWS_CONTAINER_AUTHORIZATION_TOKEN {Reason}", byValue.Message);

        File.WriteAllText(_file, value);
        var byFile = Assert.Throws<CredentialsException>(AuthorizationToken.Find(Environment(_file, null))!.Read);
        Assert.Equal($"the token in the file that AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names {Reason}", byFile.Message);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(16 * 1024, true)]
    [InlineData((16 * 1024) + 1, false)]
    [InlineData(2 * 1024 * 1024, false)]
    public void Read_Length_IsBounded(int length, bool isAccepted)
    {
        File.WriteAllText(_file, new string('x', length));
        var token = AuthorizationToken.Find(Environment(_file, null))!;
        if (isAccepted)
        {
            Assert.Equal(length, token.Read().Length);
        }
        else
        {
            Assert.Contains("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", Assert.Throws<CredentialsException>(token.Read).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_NoSuchFile_SaysSo() => Assert.Equal(
        "the file that AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names: no such file or directory",
        Assert.Throws<CredentialsException>(AuthorizationToken.Find(Environment($"{_file}.missing", null))!.Read).Message);

    private static Func<string, string?> Environment(string? file, string? value) => name => name switch
    {
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE" => file,
        "AWS_CONTAINER_AUTHORIZATION_TOKEN" => value,
        _ => null,
    };
}
