// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.PublishImage;

/// <summary>The image cannot be published; the message tells the user why.</summary>
internal sealed class PublishException : Exception
{
    public PublishException()
    {
    }

    public PublishException(string message)
        : base(message)
    {
    }

    public PublishException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
