// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>The unit of memory and storage in task definitions.</summary>
internal static class Mebibyte
{
    /// <summary>Bytes in one.</summary>
    public const double Bytes = 1024 * 1024;
}
