// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.PublishImage;

/// <summary>Answers requests with a function of the test, in place of a registry.</summary>
/// <param name="notice">Called with each request before it is answered.</param>
internal sealed class AnsweringHandler(Action<HttpRequestMessage> notice) : HttpMessageHandler
{
    /// <summary>Returns the answer to a request.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage> Answer { get; set; } = _ => throw new InvalidOperationException("No answer is set.");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        notice(request);
        return Task.FromResult(Answer(request));
    }
}
