// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Aws.Credentials;

namespace EcsExporter.Server.Tests.Aws.Credentials;

public sealed class CredentialsSourceTests
{
    private const string Odd = "has an invalid character, such as a space or a line break";
    private const string Id = "AWS_ACCESS_KEY_ID=AKIDEXAMPLE";
    private const string Secret = "AWS_SECRET_ACCESS_KEY=wJalr/secret";
    private const string Relative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/v2/credentials/hidden";
    private const string Full = "AWS_CONTAINER_CREDENTIALS_FULL_URI=http://localhost:1338/hidden";

    [Theory]
    [InlineData("AWS_ACCESS_KEY_ID", Id, Secret, Relative, Full)]
    [InlineData("169.254.170.2 (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI)", Relative, Full)]
    [InlineData("169.254.170.2 (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI)", "AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY=", Relative)]
    [InlineData("169.254.170.2 (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI)", "AWS_SESSION_TOKEN=alone", Relative)]
    [InlineData("localhost:1338 (AWS_CONTAINER_CREDENTIALS_FULL_URI)", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=", Full)]
    [InlineData("localhost:1338 (AWS_CONTAINER_CREDENTIALS_FULL_URI)", "AWS_WEB_IDENTITY_TOKEN_FILE=/token", "AWS_ROLE_ARN=arn", Full)]
    public void Find_SeveralVariables_TakesTheFirstInOrder(string name, params string[] environment) => Assert.Equal(name, Find(environment).Name);

    [Theory]
    [InlineData(null, Id, Secret)]
    [InlineData(null, Id, Secret, "AWS_SESSION_TOKEN=")]
    [InlineData("token/+==", Id, Secret, "AWS_SESSION_TOKEN=token/+==")]
    public void Find_Key_IsFixed(string? token, params string[] environment)
    {
        var source = Find(environment);
        Assert.Equal(("AKIDEXAMPLE", "wJalr/secret", token), (source.Key!.AccessKeyId, source.Key.SecretAccessKey, source.Key.SessionToken));
        Assert.Null(source.Key.Expiration);
        Assert.Null(source.Endpoint);
    }

    [Theory]
    [InlineData("AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not: set both or neither", Id, Relative)]
    [InlineData("AWS_SECRET_ACCESS_KEY is set and AWS_ACCESS_KEY_ID is not: set both or neither", Secret, Relative)]
    [InlineData($"AWS_ACCESS_KEY_ID {Odd}", "AWS_ACCESS_KEY_ID=AKID\n", Secret)]
    [InlineData("AWS_ACCESS_KEY_ID has an invalid character: a slash, a comma or an equals sign", "AWS_ACCESS_KEY_ID=AKID/20261122", Secret)]
    [InlineData($"AWS_SECRET_ACCESS_KEY {Odd}", Id, "AWS_SECRET_ACCESS_KEY=secret\r\n")]
    [InlineData($"AWS_SECRET_ACCESS_KEY {Odd}", Id, "AWS_SECRET_ACCESS_KEY=sécret")]
    [InlineData($"AWS_SESSION_TOKEN {Odd}", Id, Secret, "AWS_SESSION_TOKEN=a\r\nX-Injected: b")]
    [InlineData("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI does not begin with exactly one slash", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=//hidden", Full)]
    public void Find_Unusable_SaysSoWithoutAQuote(string message, params string[] environment) =>
        Assert.Equal(message, Assert.Throws<CredentialsException>(() => Find(environment)).Message);

    [Theory]
    [InlineData]
    [InlineData("AWS_WEB_IDENTITY_TOKEN_FILE=/token", "AWS_ROLE_ARN=arn", "AWS_CONTAINER_AUTHORIZATION_TOKEN=secret")]
    public void Find_Nothing_NamesWhatIsMissingAndWhatIsNotUsed(params string[] environment)
    {
        var message = Assert.Throws<CredentialsException>(() => Find(environment)).Message;
        Assert.All(
            [CredentialsEndpoint.RelativeVariable, CredentialsEndpoint.FullVariable, "AWS_ACCESS_KEY_ID", "taskRoleArn", "Instance profiles", "web identity"],
            word => Assert.Contains(word, message, StringComparison.Ordinal));
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_TokenBesideARelativeAddress_IsNotSent() =>
        Assert.Null(Find([Relative, "AWS_CONTAINER_AUTHORIZATION_TOKEN=secret"]).Endpoint!.Token);

    private static CredentialsSource Find(string[] environment)
    {
        var variables = environment.Select(line => line.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]);
        return CredentialsSource.Find(name => variables.GetValueOrDefault(name));
    }
}
