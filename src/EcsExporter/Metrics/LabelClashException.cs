// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Metrics;

/// <summary>A label for everyone has the name of another label; the message names both sides.</summary>
public sealed class LabelClashException : Exception
{
    internal LabelClashException(string message)
        : base(message)
    {
    }
}
