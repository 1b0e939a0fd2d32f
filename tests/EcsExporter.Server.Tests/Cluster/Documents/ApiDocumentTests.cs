// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using System.Text.Json;
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Tests.Cluster.Documents;

public sealed class ApiDocumentTests
{
    [Fact]
    public void Read_TaskDefinition_KeepsNetworkModeAndAskedLabelsOnly()
    {
        const string Text = """
            {"taskDefinition":{"family":"web","networkMode":"host","containerDefinitions":[
              {"name":"app","environment":[{"name":"PASSWORD","value":"hunter2-secret"}],"secrets":[{"name":"K","valueFrom":"arn:secret"}],
               "dockerLabels":{"PROMETHEUS_EXPORTER_PORT":"8080","OTHER":"other-secret","PROMETHEUS_EXPORTER_PATH":"/m"}},
              {"name":"sidecar","dockerLabels":{"OTHER":"x"}}]},"tags":[]}
            """;
        var json = new ApiJson(Encoding.UTF8.GetBytes(Text), new TextPool());
        var definition = new EcsTaskDefinition();
        definition.Read(ref json, new ScrapeLabelNames("PROMETHEUS_EXPORTER_PORT", "PROMETHEUS_EXPORTER_PATH", "SCHEME", "JOB"));

        Assert.Equal("host", definition.NetworkMode);
        var container = Assert.Single(definition.Containers);
        Assert.Equal("app", container.Name);
        Assert.Equal(["PROMETHEUS_EXPORTER_PORT=8080", "PROMETHEUS_EXPORTER_PATH=/m"], container.Labels.Select(static label => $"{label.Key}={label.Value}"));
    }

    /// <summary>A value of another type is read as "no data", and nothing else changes.</summary>
    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"x\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[[{}],null,\"\"]")]
    [InlineData("{\"a\":{\"b\":[1]}}")]
    public void Read_TaskWithValuesOfOtherTypes_ReadsTheRest(string value)
    {
        string[] names =
        [
            "taskDefinitionArn", "containerInstanceArn", "group", "startedBy", "launchType", "lastStatus", "healthStatus", "stopCode", "stoppedReason",
            "stoppingAt", "stoppedAt", "attachments", "containers", "tags", "availabilityZone", "platformFamily", "platformVersion", "desiredStatus", "unknown",
        ];
        var fields = string.Join(',', names.Select(name => $"\"{name}\":{value}"));
        var json = new ApiJson(Encoding.UTF8.GetBytes($"{{{fields},\"taskArn\":\"arn\"}}"), new TextPool());

        Assert.Equal("arn", EcsTask.Read(ref json)?.Arn);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"taskArns\":[\"a\"")]
    [InlineData("{}{}")]
    [InlineData("<html>")]
    public void Read_TextThatIsNoAnswer_Throws(string text) => Assert.ThrowsAny<JsonException>(() =>
    {
        var json = new ApiJson(Encoding.UTF8.GetBytes(text), new TextPool());
        _ = ListPage.Read(ref json, "taskArns", []);
    });

    [Theory]
    [InlineData("{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}", null, 400, "access_denied")]
    [InlineData("{\"__type\":\"com.amazonaws.ecs#ClusterNotFoundException\",\"message\":\"no\"}", null, 400, "not_found")]
    [InlineData("{\"message\":\"Rate exceeded\"}", "ThrottlingException:http://internal.amazon.com/coral/", 400, "throttled")]
    [InlineData("{\"__type\":\"ExpiredTokenException\"}", null, 400, "credentials")]
    [InlineData("{\"__type\":\"UnrecognizedClientException\"}", null, 400, "credentials")]
    [InlineData("{\"__type\":\"ServerException\"}", null, 500, "http_5xx")]
    [InlineData("{\"__type\":\"InvalidParameterException\"}", null, 400, "http_4xx")]
    [InlineData("{\"__type\":7}", null, 400, "http_4xx")]
    [InlineData("<html>", null, 503, "http_5xx")]
    [InlineData("", null, 429, "throttled")]
    [InlineData("", null, 302, "decode")]
    public void Of_ErrorOfEcs_IsTheReason(string body, string? header, int status, string reason) =>
        Assert.Equal(reason, ApiFailureReasons.Of((HttpStatusCode)status, ApiErrorDocument.ReadJson(Encoding.UTF8.GetBytes(body), header)).Label());

    [Theory]
    [InlineData("<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors></Response>", 403, "access_denied")]
    [InlineData("<Response><Errors><Error><Code>RequestLimitExceeded</Code></Error></Errors><RequestID>1</RequestID></Response>", 503, "throttled")]
    [InlineData("<Response><Errors><Error><Code>AuthFailure</Code></Error></Errors></Response>", 401, "credentials")]
    [InlineData("<Response><Errors><Error><Code>RequestExpired", 400, "http_4xx")]
    [InlineData("not xml", 500, "http_5xx")]
    public void Of_ErrorOfEc2_IsTheReason(string body, int status, string reason) =>
        Assert.Equal(reason, ApiFailureReasons.Of((HttpStatusCode)status, ApiErrorDocument.ReadXml(Encoding.UTF8.GetBytes(body))).Label());

    [Fact]
    public void Of_SignatureError_HidesTheMessage()
    {
        var error = new ApiErrorDocument("InvalidSignatureException", "The Canonical String should have been x-amz-security-token:SECRET");
        Assert.Equal("the API answered 400 InvalidSignatureException", ApiErrorText.Of(HttpStatusCode.BadRequest, error, ApiFailureReason.Credentials));
        Assert.Equal(
            "the API answered 400 X: two lines", ApiErrorText.Of(HttpStatusCode.BadRequest, new ApiErrorDocument("X", "two\nlines"), ApiFailureReason.Http4xx));
    }
}
