// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.PublishImage;

/// <summary>What keeps the image from being published, in a sentence for the user.</summary>
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
