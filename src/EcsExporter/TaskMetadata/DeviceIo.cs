// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>Bytes or operations of one block device since the container started.</summary>
/// <param name="Device"><c>major:minor</c>, or "" on Windows, which does not tell devices apart.</param>
/// <param name="Read">Read from the device.</param>
/// <param name="Written">Written to the device.</param>
public readonly record struct DeviceIo(string Device, ulong? Read, ulong? Written);
